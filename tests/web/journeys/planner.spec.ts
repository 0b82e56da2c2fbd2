/** The planner's room: a station is dragged, figures follow, and nothing is kept unasked. */
import { expect, someStation, test } from "../support/room";
import { type Planning, planning } from "../support/server";

let server: Planning;
test.beforeAll(async () => {
  server = await planning();
});
test.afterAll(async () => {
  await server.stop();
});

test.beforeEach(({ room }) => {
  room.home = server.url;
});

const enter = (page: import("@playwright/test").Page) =>
  page.addInitScript((token) => {
    if (location.protocol === "http:") sessionStorage.setItem("token", token);
  }, server.token);

test("without a planner's token the room says what to do, and lets go", async ({ room, page }) => {
  room.tolerant = true;
  await room.open();
  await page.getByRole("link", { name: "网格调整" }).click();
  await expect(page.getByRole("heading", { name: "登录后调整网格" })).toBeVisible();
  await page.getByText("或者使用令牌").click();
  await expect(page.getByRole("heading", { name: /网格管理员的令牌/ })).toBeVisible();
  await expect(page.getByText("jingwei token create --role planner")).toBeVisible();
  await page.getByLabel("令牌", { exact: true }).fill("jw_wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("令牌不对");
  await page.getByRole("button", { name: "回到地图" }).click();
  await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
  await page.getByRole("link", { name: "网格调整" }).click();
  await page.getByText("或者使用令牌").click();
  await page.getByLabel("令牌", { exact: true }).fill(server.token);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "网格调整 · 站点" })).toBeVisible();
});

test("a dragged station shows whom it wins and loses, and undo takes it back", async ({
  room,
  page,
}) => {
  await enter(page);
  const station = await someStation(server.url);
  await room.open(`#/planner?station=${station.id}&kind=${station.kind}&ring=8`);
  const sums = page.locator("table.sums");
  await expect(page.getByText("在现址")).toBeVisible();
  await expect(sums).toContainText("8 分钟内");
  const still = await sums.innerText();

  const handle = page.getByRole("button", { name: new RegExp(`^${station.name}。方向键`) });
  const box = await handle.boundingBox();
  if (!box) throw new Error("the station has no handle");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 190, box.y + 140, { steps: 25 });
  await expect.poll(() => sums.innerText()).not.toBe(still);
  await page.mouse.up();
  await expect(page.getByText(/离现址 \d+/)).toBeVisible();
  expect(room.address()).toContain("to=");
  await expect(page.locator("table.areas tbody tr").first()).toBeVisible();

  await page.getByRole("button", { name: "撤回" }).click();
  await expect(page.getByText("在现址")).toBeVisible();
  await expect.poll(() => sums.innerText()).toBe(still);
});

test("the same by keyboard: ten metres a step, fifty with Shift", async ({ room, page }) => {
  await enter(page);
  const station = await someStation(server.url);
  await room.open(`#/planner?kind=${station.kind}&ring=8`);
  await page.getByLabel("选择站点").selectOption(String(station.id));
  const handle = page.getByRole("button", { name: new RegExp(`^${station.name}。方向键`) });
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("离现址 10 米")).toBeVisible();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByText("离现址 210 米")).toBeVisible();
  await expect(page.locator("table.sums")).toContainText(/[+−]\d/);
  await page.getByRole("button", { name: "回到现址" }).click();
  await expect(page.getByText("在现址")).toBeVisible();
});

test("proposals are ranked, stand on the map, and one click tries one; the draft is named before it is kept", async ({
  room,
  page,
}) => {
  await enter(page);
  const station = await someStation(server.url);
  await room.open(`#/planner?kind=${station.kind}&ring=8`);
  await page.getByLabel("个数").fill("3");
  await page.getByRole("button", { name: "推荐位置" }).click();
  await expect(page.getByText(/同样个数最多能到 .*%/)).toBeVisible();
  const wins = (await page.locator("section table td:nth-child(3)").allInnerTexts()).map((text) =>
    Number(text.replaceAll(",", "")),
  );
  expect(wins.length).toBeGreaterThan(0);
  expect(wins).toEqual(wins.toSorted((a, b) => b - a));
  await page.getByRole("button", { name: /^试设第 1 个建议/ }).click();
  await expect(page.getByText("在起点")).toBeVisible();
  await expect(page.locator("table.sums")).toContainText(/\+\d/);
  expect(room.address()).toContain("station=new&to=");
  await page.getByRole("button", { name: "放入调整方案" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/一个新方案|已打开的方案/);
  expect(await room.faults()).toEqual([]);
  await dialog.getByLabel("名称").fill("试设站点");
  await dialog.getByRole("button", { name: "放入" }).click();
  await expect(page.getByText(/已放入调整方案/)).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test("the room asks for a wider screen, and proposals still come", async ({ room, page }) => {
    await enter(page);
    await room.open("#/planner?ring=8");
    await expect(page.getByText(/更宽的屏幕/)).toBeVisible();
    await page.getByRole("button", { name: "推荐位置" }).click();
    await expect(
      page.getByText(/同样个数最多能到/).or(page.getByText("没有能再多覆盖人的位置。")),
    ).toBeVisible();
  });
});
