/** Search, levels and the list that equals the map. */
import { areasOf, expect, someGrid, test } from "../support/room";

test("search finds an area by name and opens its card", async ({ room, page }) => {
  const grid = await someGrid();
  await room.open();
  await page.getByRole("combobox").fill(grid.name);
  await expect(page.getByRole("option").first()).toContainText(grid.name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(grid.name);
  await expect(page.getByText(grid.code, { exact: true }).first()).toBeVisible();
  expect(room.address()).toContain(`area=${grid.id}`);
});

test("search finds a station by name and opens its card", async ({ room, page }) => {
  await room.open();
  await page.getByRole("combobox").fill("文昌社区党群服务中心");
  await expect(page.getByRole("option").first()).toContainText("党群服务中心");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText("文昌社区党群服务中心");
  expect(room.address()).toContain("station=");
});

test("search says when there is nothing", async ({ room, page }) => {
  await room.open();
  await page.getByRole("combobox").fill("没有这个地方");
  await expect(page.getByText(/没有找到“没有这个地方”/)).toBeVisible();
});

test("the level switch fills another level and the link keeps it", async ({ room, page }) => {
  await room.open();
  await page.locator('label:has(input[value="community"])').click();
  await room.idle();
  expect(room.address()).toContain("level=community");
  await expect(room.level()).toHaveAttribute("value", "community");
});

test("the list holds every area the map holds, sorts and filters", async ({ room, page }) => {
  const grids = await areasOf("grid", 500);
  await room.open("#/map?level=grid");
  await page.getByRole("button", { name: "列表", exact: true }).click();
  await expect(page.getByText(`共 ${grids.length} 个`)).toBeVisible();
  await page.getByRole("button", { name: /^面积/ }).click();
  await expect(page.getByRole("columnheader", { name: /面积/ })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await page.getByRole("button", { name: /^面积/ }).click();
  expect(room.address()).toContain("sort=-size");
  const one = await someGrid();
  await page.getByRole("searchbox").fill(one.code);
  await expect(page.getByText(`${grids.length} 个中的 1 个`)).toBeVisible();
  await page.getByRole("button", { name: one.name }).click();
  await room.idle();
  expect(room.address()).toContain(`row=${one.id}`);
  await expect(page.getByRole("button", { name: one.name })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("a click on the map chooses the row while the list is open", async ({ room, page }) => {
  const grid = await someGrid();
  const [lon, lat] = grid.label_point;
  await room.open(`#/map?list=all&level=grid&view=16,${lon},${lat}`);
  const map = await page.locator("#map").boundingBox();
  if (!map) throw new Error("the map has no size");
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await expect(page.getByRole("button", { name: grid.name })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("the room opens on a level its map holds from afar, and says what shows closer up", async ({
  room,
  page,
}) => {
  await page.route("**/tiles/areas.json", async (route) => {
    const tiles = await (await route.fetch()).json();
    for (const layer of tiles.vector_layers) if (layer.id === "grid") layer.minzoom = 18;
    await route.fulfill({ json: tiles });
  });
  const [community] = await areasOf("community", 1);
  await room.open();
  await expect(room.level()).toHaveAttribute("value", "community");
  await expect(page.getByRole("button", { name: community?.name }).first()).toBeVisible();
  await page.locator('label:has(input[value="grid"])').click();
  await expect(page.locator('label:has(input[value="grid"])')).toContainText("放大后显示");
  await expect(page.getByRole("button", { name: community?.name }).first()).toBeVisible();
});

test("a narrow list cuts no column", async ({ room, page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await room.open("#/map?list=all&level=grid");
  const port = page.locator(".port");
  await expect(port.locator("tbody button").first()).toBeVisible();
  const [inside, wide] = await port.evaluate((one) => [one.clientWidth, one.scrollWidth]);
  expect(wide).toBeLessThanOrEqual(inside ?? 0);
});

test("the legend hides and shows what it explains", async ({ room, page }) => {
  await room.open();
  await page.getByRole("button", { name: "图例与图层" }).click();
  await page.getByRole("checkbox", { name: /名称与编码/ }).uncheck();
  expect(room.address()).toContain("hide=labels");
});

test("two thousand rows scroll smoothly, with only those in sight on the page", async ({
  room,
  page,
}) => {
  const [pattern] = await areasOf("grid", 1);
  await page.route("**/api/v1/areas?level=grid&limit=500*", (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const items = Array.from({ length: 500 }, (_, at) => ({
      ...pattern,
      id: 100_000 + from + at,
      code: String(100_000 + from + at),
      name: `第 ${from + at + 1} 网格`,
    }));
    const next = from + 500 < 2000 ? String(from + 500) : null;
    return route.fulfill({ json: { items, next_cursor: next, total: 2000 } });
  });
  await room.open("#/map?list=all&level=grid");
  await expect(page.getByText("共 2000 个")).toBeVisible();
  // Thread time, not wall time: the machine that runs this has other work, too.
  const wire = await page.context().newCDPSession(page);
  await wire.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await wire.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };
  const before = await busy();
  await page.locator(".port").evaluate(async (port) => {
    for (let step = 0; step < 60; step += 1) {
      port.scrollTop += 400;
      await new Promise(requestAnimationFrame);
    }
  });
  const frame = (((await busy()) - before) / 60) * 1000;
  const rows = await page.locator("tbody tr").count();
  console.log(`${rows} rows on the page; ${frame.toFixed(1)} ms of work a frame`);
  expect(rows).toBeLessThan(80);
  expect(frame).toBeLessThan(33);
});
