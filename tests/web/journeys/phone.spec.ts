/** One thumb: the sheet at three heights, targets large enough, nothing wider than the screen. */
import { at, expect, someGrid, test } from "../support/room";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test("the sheet rises with an answer, and steps by touch and by key", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open(`#/map?${at(grid.label_point)}`);
  const height = async () => (await page.locator(".sheet.panel").boundingBox())?.height ?? 0;
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  const half = await height();
  expect(half).toBeGreaterThan(300);
  const handle = page.locator(".handle");
  await handle.tap();
  await expect.poll(height).toBeGreaterThan(half + 200);
  await handle.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect.poll(height).toBeLessThan(160);
});

test("a tapped place comes to stand in the middle of what the sheet leaves", async ({
  room,
  page,
}) => {
  await room.open();
  await page.touchscreen.tap(150, 480);
  await expect(page.getByRole("list", { name: "责任链" })).toBeVisible();
  await room.idle();
  const [, lon, lat] = /point=([\d.]+),([\d.]+)/.exec(room.address()) ?? [];
  const [, zoom, east, north] = /view=([\d.]+),([\d.]+),([\d.]+)/.exec(room.address()) ?? [];
  // Degrees from the map's middle, as pixels on the screen.
  const scale = (512 * 2 ** Number(zoom)) / 360;
  const down = ((Number(north) - Number(lat)) * scale) / Math.cos((Number(lat) * Math.PI) / 180);
  const sheet = await page.locator(".sheet.panel").boundingBox();
  const at = 844 / 2 + down;
  expect(Math.abs((Number(lon) - Number(east)) * scale)).toBeLessThan(40);
  expect(at).toBeGreaterThan(140);
  expect(at).toBeLessThan((sheet?.y ?? 0) - 90);
});

test("a drag moves the sheet", async ({ room, page }) => {
  await room.open();
  const box = await page.locator(".handle").boundingBox();
  if (!box) throw new Error("the sheet has no handle");
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, 120, { steps: 8 });
  await page.mouse.up();
  await expect
    .poll(async () => (await page.locator(".sheet.panel").boundingBox())?.height)
    .toBeGreaterThan(600);
});

test("nothing is wider than the screen", async ({ room, page }) => {
  const grid = await someGrid();
  for (const state of ["", `#/map?${at(grid.label_point)}&accuracy=50`, `#/map?area=${grid.id}`]) {
    await room.open(state);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  }
});

test("the legend ends on the screen, whatever the sheet covers", async ({ room, page }) => {
  const grid = await someGrid();
  for (const state of ["", `#/map?area=${grid.id}`]) {
    await room.open(state);
    await page.locator(".legend > button").tap();
    const box = await page.locator("#legend").boundingBox();
    expect(box?.y ?? 0).toBeGreaterThanOrEqual(60);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
  }
});

test("a row that is chosen is seen on the map and in the list", async ({ room, page }) => {
  await room.open("#/map?list=all&level=grid");
  const sheet = page.locator(".sheet.panel");
  expect((await sheet.boundingBox())?.height).toBeGreaterThan(600);
  const row = page.locator("tbody tr[aria-rowindex='8']");
  await row.tap();
  await expect.poll(async () => (await sheet.boundingBox())?.height).toBeLessThan(420);
  await expect(row).toHaveClass(/chosen/);
  await expect
    .poll(async () => {
      const box = await row.boundingBox();
      return (box?.y ?? 0) + (box?.height ?? 0);
    })
    .toBeLessThanOrEqual(844);
  // Whoever wants the whole list again gets it, and keeps it while filtering.
  await page.locator(".handle").tap();
  await expect.poll(async () => (await sheet.boundingBox())?.height).toBeGreaterThan(600);
  await page.getByRole("searchbox").fill("第一");
  await expect(page.getByRole("status").filter({ hasText: /个中的/ })).toBeVisible();
  expect((await sheet.boundingBox())?.height).toBeGreaterThan(600);
});

test("a coordinate brings its place close", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open();
  await page.getByRole("combobox").fill(grid.label_point.join(", "));
  await room.moved(() => page.getByRole("option").first().tap());
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  await expect.poll(() => Number(/view=([\d.]+)/.exec(room.address())?.[1])).toBeGreaterThan(15);
});

test("controls of the map are 44 pixels and more", async ({ room, page }) => {
  await room.open();
  for (const button of await page.locator(".controls button:visible, .bar button:visible").all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
});

test("turned on its side and back it is the same map, and nothing is loaded anew", async ({
  room,
  page,
}) => {
  await room.open();
  const canvas = await page.locator("#map canvas").first().elementHandle();
  for (const [width, height] of [[1100, 700], [390, 844], [1100, 700]] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.locator(".frame.narrow")).toHaveCount(width < 760 ? 1 : 0);
    await room.idle();
    const box = await page.locator("#map canvas").first().boundingBox();
    expect(box?.width).toBeGreaterThan(width < 760 ? 380 : 600);
    expect(await canvas?.evaluate((one) => one.isConnected)).toBe(true);
  }
  await page.mouse.click(620, 320);
  await expect(page.getByRole("list", { name: "责任链" })).toBeVisible();
  expect(await room.faults()).toEqual([]);
});
