/** "这里归谁管": asked by click, by link, by device and by keyboard. */
import { at, expect, someGrid, test } from "../support/room";

test("a click on the map says whose place this is, and why", async ({ room, page }) => {
  const grid = await someGrid();
  const [lon, lat] = grid.label_point;
  await room.open(`#/map?level=grid&view=16,${lon},${lat}`);
  const map = await page.locator("#map").boundingBox();
  if (!map) throw new Error("the map has no size");
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await expect(page.getByText("这里归谁管")).toBeVisible();
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  await expect(page.locator(".reason")).toContainText(/界|空白|范围/);
  expect(room.address()).toMatch(/point=\d/);
});

test("an error radius shows how sure the answer is", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open(`#/map?${at(grid.label_point)}`);
  await page.getByRole("button", { name: "200", exact: true }).click();
  await expect(page.getByRole("list", { name: "各单元的可能性" })).toContainText("%");
  await expect(page.getByText(/只有 \d+ % 的把握/)).toBeVisible();
  expect(room.address()).toContain("accuracy=200");
});

test("a place far away is said to be outside", async ({ room, page }) => {
  await room.open("#/map?point=85.5,33.2");
  await expect(page.getByText(/在范围外/)).toBeVisible();
});

test("a shared link restores the very state", async ({ room, page, context }) => {
  const grid = await someGrid();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await room.open(`#/map?${at(grid.label_point)}&accuracy=50&level=community`);
  await page.getByRole("button", { name: "复制链接" }).click();
  await expect(page.getByText("链接已复制")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const heading = await page.getByRole("heading", { level: 2 }).textContent();
  await room.open(new URL(link).hash);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(heading ?? "");
  await expect(room.level()).toHaveAttribute("value", "community");
  await expect(page.getByRole("spinbutton")).toHaveValue("50");
});

test("Back returns to what was shown before", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open(`#/map?view=14.50,${grid.label_point.map((one) => one.toFixed(5)).join(",")}`);
  const before = room.address();
  await page.getByRole("combobox").fill(grid.code);
  await page.getByRole("option").first().click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(grid.name);
  await room.idle();
  await page.goBack();
  await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
  await room.idle();
  expect(room.address()).toBe(before);
});

test("the device's position is taken with its error", async ({ room, page, context }) => {
  const grid = await someGrid();
  const [longitude, latitude] = grid.label_point;
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ longitude, latitude, accuracy: 25 });
  await room.open();
  await page.getByRole("button", { name: "定位到我" }).click();
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  expect(room.address()).toContain("accuracy=25");
});

test("a refused position is explained", async ({ room, page, context }) => {
  await context.clearPermissions();
  await page.addInitScript(() => {
    navigator.geolocation.getCurrentPosition = (_, refuse) =>
      refuse?.({ code: 1 } as GeolocationPositionError);
  });
  await room.open();
  await page.getByRole("button", { name: "定位到我" }).click();
  await expect(page.getByRole("alert")).toContainText("没有允许本页使用位置");
});

test("a past instant tints the frame and says so", async ({ room, page }) => {
  await room.open("#/map?at=2000-01-01T00:00:00%2B08:00");
  await expect(page.getByText("2000-01-01 时还没有启用任何网格版本。").first()).toBeVisible();
  await page.getByRole("button", { name: "回到现在" }).click();
  await room.idle();
  expect(room.address()).not.toContain("at=");
});

test("printing puts title, map, legend and answer on one sheet, on paper's colours", async ({
  room,
  page,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute("data-printed", "");
  });
  const grid = await someGrid();
  await room.open(`#/map?${at(grid.label_point)}`);
  await page.getByRole("button", { name: "打印" }).click();
  await page.locator("body[data-printed]").waitFor();
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 720, height: 1000 });
  await expect(page.locator("img.picture")).toBeVisible();
  await expect(page.getByRole("list", { name: "责任链" })).toBeVisible();
  await expect(page.getByText(/网格版本 \d+ ·/).first()).toBeVisible();
  await expect(page.getByRole("combobox")).toBeHidden();
  await expect(page.getByText("填色（相邻不同色）")).toBeVisible();
  await expect(page.getByText(/^打印于 \d{4}-\d\d-\d\d$/)).toBeVisible();
  await page.screenshot({ path: "results/print.png", fullPage: true });
  const sheet = (await page.pdf({ format: "A4" })).toString("latin1");
  expect(/\/Count (\d+)/.exec(sheet)?.[1]).toBe("1");
});
