/** Every task by keyboard alone, in both languages. */
import { expect, someGrid, test } from "../support/room";

test("a whole visit without a pointer", async ({ room, page }) => {
  const grid = await someGrid();
  const [lon, lat] = grid.label_point;
  await room.open(`#/map?view=16,${lon},${lat}`);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.keyboard.press("m");
  await expect(page.locator(".cross")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  await page.keyboard.press("Escape");
  await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type(grid.code);
  await expect(page.getByRole("option").first()).toContainText(grid.name);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(grid.name);
  await page.keyboard.press("Escape");

  await page.keyboard.press("t");
  await expect(page.getByRole("table")).toBeVisible();
  await page.keyboard.press("t");
  await expect(page.getByRole("table")).toBeHidden();
  await page.keyboard.press("1");
  await expect(page.getByRole("radio").first()).toBeChecked();
  await page.keyboard.press("h");
  await room.idle();
});

test("Escape closes only what lies on top", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open(`#/map?point=${grid.label_point.join(",")}`);
  const chain = page.getByRole("list", { name: "责任链" });
  for (const name of ["图例与图层", /网格版本 \d+ ·/]) {
    const button = page.getByRole("button", { name });
    await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await expect(chain).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(chain).toBeHidden();
});

test("t opens the list with the focus on its first row", async ({ room, page }) => {
  await room.open();
  await page.keyboard.press("t");
  await expect(page.locator("tbody button").first()).toBeFocused();
});

test.describe("a browser that speaks English", () => {
  test.use({ locale: "en-GB" });
  test("is met in English, until another choice is made", async ({ room, page }) => {
    await room.open();
    await expect(page.getByText(/Click anywhere on the map/)).toBeVisible();
    await page.getByRole("button", { name: "切换到中文" }).click();
    await page.reload();
    await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
  });
});

test("Tab reaches the search, the panel, the levels and the map's controls", async ({
  room,
  page,
}) => {
  await room.open();
  await page.getByText(/点击地图上任意一处/).waitFor();
  const met = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    met.add(
      await page.evaluate(() => {
        const { activeElement: at } = document;
        return at?.getAttribute("aria-label") ?? at?.textContent?.trim() ?? "";
      }),
    );
  }
  for (const name of ["搜索单元和站点：名称、编码或经纬度", "放大", "定位到我", "图例与图层"])
    expect(met).toContain(name);
});

test("English says the same, and is remembered", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open(`#/map?point=${grid.label_point.join(",")}`);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await expect(page.getByText("Who is responsible here")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.reload();
  await expect(page.getByText("Who is responsible here")).toBeVisible();
});
