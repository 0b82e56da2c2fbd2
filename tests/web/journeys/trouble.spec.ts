/** When things fail: what failed, what is safe, and a way on. */
import { expect, someGrid, test } from "../support/room";

test("an unreachable server is said so and asked again by itself", async ({ room, page }) => {
  room.tolerant = true;
  let reachable = false;
  await page.route("**/api/v1/config", (route) => (reachable ? route.continue() : route.abort()));
  await room.open("", false);
  await expect(page.getByRole("alert")).toContainText("连不上服务器");
  await expect(page.getByRole("button", { name: "重试" })).toBeVisible();
  reachable = true;
  await room.idle();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
});

test("a failed answer keeps the last one and offers a retry", async ({ room, page }) => {
  room.tolerant = true;
  const grid = await someGrid();
  await room.open(`#/map?point=${grid.label_point.join(",")}`);
  const heading = page.getByRole("heading", { level: 2 });
  await expect(heading).toBeVisible();
  await page.route("**/api/v1/locate?*", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "busy", status: 503, code: "busy" }),
    }),
  );
  await page.getByRole("button", { name: "50", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("服务器正忙");
  await expect(heading).toBeVisible();
  await page.unroute("**/api/v1/locate?*");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
});

test("being offline is explained, and mended by itself", async ({ room, page, context }) => {
  room.tolerant = true;
  const grid = await someGrid();
  await room.open();
  await context.setOffline(true);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/map?area=${grid.id}`);
  await expect(page.getByRole("alert")).toContainText("当前没有网络连接");
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(grid.name);
});

test("an area that is not there is said to be gone", async ({ room, page }) => {
  room.tolerant = true;
  await room.open("#/map?area=999999999");
  await expect(page.getByRole("alert")).toContainText("找不到它");
});

test("an empty database says which command fills it", async ({ room, page }) => {
  room.tolerant = true;
  // Asked once beforehand: the page asks again while the test ends.
  const config = await (await page.request.get(`${room.home}/api/v1/config`)).json();
  const empty = { ...config, release: null, bounds: null };
  await page.route("**/api/v1/config", (route) => route.fulfill({ json: empty }));
  await page.route("**/api/v1/releases", (route) => route.fulfill({ json: { releases: [] } }));
  await room.open("", false);
  await expect(page.getByRole("heading", { name: "还没有可以显示的地图" })).toBeVisible();
  await expect(page.getByText("jingwei demo")).toBeVisible();
});

test("tiles that did not come are named and asked for again", async ({ room, page }) => {
  room.tolerant = true;
  await page.route(/\/tiles\/\d+\//, (route) => route.abort());
  await room.open("", false);
  await expect(page.getByText("部分地图没有载入。")).toBeVisible();
  await page.unroute(/\/tiles\/\d+\//);
  await expect(page.getByText("部分地图没有载入。")).toBeHidden();
  await room.idle();
});
