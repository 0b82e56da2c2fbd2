/** A coordinate typed into the search asks about its place, as a tap on the map would. */
import { expect, someGrid, test } from "../support/room";

test("a coordinate is the first result, and asks whose place it is", async ({ room, page }) => {
  const grid = await someGrid();
  const [lon, lat] = grid.label_point;
  await room.open();
  const search = page.getByRole("combobox");
  await search.fill(`${lon}， ${lat}`);
  const first = page.getByRole("option").first();
  await expect(first).toContainText(/^地点 \d+\.\d+, \d+\.\d+/);
  expect(await room.faults()).toEqual([]);
  await search.press("Enter");
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  expect(room.address()).toContain(`point=${lon},${lat}`);
});

test("it is understood the other way round, with letters, and by a press", async ({
  room,
  page,
}) => {
  const grid = await someGrid();
  const [lon, lat] = grid.label_point;
  await room.open();
  await page.getByRole("combobox").fill(`${lat}N ${lon}E`);
  await page.getByRole("option").first().click();
  await expect(page.getByRole("list", { name: "责任链" })).toContainText(grid.name);
  await page.getByRole("combobox").fill(`${lat}, ${lon}`);
  await expect(page.getByRole("option").first()).toContainText(`地点 ${lon.toFixed(2).slice(0, -1)}`);
});

test("a coordinate elsewhere is said to be elsewhere", async ({ room, page }) => {
  await room.open();
  await page.getByRole("combobox").fill("85.5, 33.2");
  await expect(page.getByText("85.50, 33.20（先经度后纬度）不在本图范围内。")).toBeVisible();
  await expect(page.getByRole("option")).toHaveCount(0);
  await page.getByRole("combobox").press("Enter");
  expect(room.address()).not.toContain("point=");
});
