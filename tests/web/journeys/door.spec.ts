/** A closed server: the page asks for a token, shows it with every request, and lets go of it. */
import { expect, test } from "../support/room";
import { closed } from "../support/server";

test("a closed server asks for a token, says when it is wrong, and opens", async ({
  room,
  page,
}) => {
  room.tolerant = true;
  const server = await closed();
  room.home = server.url;
  try {
    await room.open("", false);
    await expect(page.getByRole("heading", { name: "需要令牌" })).toBeVisible();
    await expect(page.getByText("连不上服务器")).toBeHidden();
    await page.waitForTimeout(250);
    await page.screenshot({ path: "results/door-desktop-light.png" });
    expect(await room.faults()).toEqual([]);

    const field = page.getByLabel("令牌", { exact: true });
    await field.fill("jw_wrong");
    await page.getByRole("button", { name: "进入" }).click();
    await expect(page.getByRole("alert")).toContainText("令牌不对");

    const tiles: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (/\/tiles\/\d/.test(request.url())) tiles.push(request.headers().authorization);
    });
    await field.fill(server.token);
    await page.keyboard.press("Enter");
    await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
    await room.idle();
    await expect(page.getByText("部分地图没有载入。")).toBeHidden();
    expect(tiles.length).toBeGreaterThan(0);
    expect(new Set(tiles)).toEqual(new Set([`Bearer ${server.token}`]));

    await page.reload();
    await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
    await page.getByRole("button", { name: "退出" }).click();
    await expect(page.getByRole("heading", { name: "需要令牌" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "需要令牌" })).toBeVisible();
  } finally {
    await server.stop();
  }
});
