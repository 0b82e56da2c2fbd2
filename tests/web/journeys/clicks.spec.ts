/** Every tool taken in hand and used by clicks on the map, as its hint says. */
import {
  type Border,
  bordersOf,
  type Ground,
  groundOf,
  inside,
  newDraft,
  type Position,
  pixel,
  press,
  spread,
} from "../support/drawing";
import { plannersTown, steps } from "../support/planner";
import { expect, type Room, test } from "../support/room";

type Page = import("@playwright/test").Page;

const server = plannersTown();

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/clicks-${name}.jpg`, type: "jpeg", quality: 60 });
const accept = (page: Page) => page.getByRole("button", { name: "确定", exact: true }).click();
const take = (page: Page, tool: string) =>
  page.getByRole("toolbar").getByRole("button", { name: tool, exact: true }).click();

async function opened(room: Room, page: Page, title: string): Promise<number> {
  await room.open("#/planner");
  return newDraft(page, title);
}

/** Looks at a place of the open draft; nothing is picked and no tool is in hand. */
const look = (room: Room, draft: number, [lon, lat]: Position, zoom: number, level = "grid") =>
  room.open(
    `#/planner?draft=${draft}&level=${level}&view=${zoom},${lon.toFixed(5)},${lat.toFixed(5)}`,
  );

async function twice(page: Page, at: Position): Promise<void> {
  const { x, y } = await pixel(page, at);
  await page.mouse.move(x, y);
  await page.mouse.dblclick(x, y);
}

/** Two grids with a common border, and the middle of that border. */
async function neighbours(
  draft: number,
): Promise<{ one: Ground; other: Ground; middle: Position }> {
  const grids = await groundOf(server, draft);
  const holder = (side: Border["properties"]["left"]) =>
    grids.find(({ properties: { name } }) => side?.name.startsWith(name));
  for (const { properties, geometry } of await bordersOf(server, draft)) {
    const [one, other] = [holder(properties.left), holder(properties.right)];
    const middle = geometry.coordinates[Math.floor(geometry.coordinates.length / 2)];
    if (properties.level === "grid" && properties.length_m > 90 && one && other && middle) {
      if (one !== other) return { one, other, middle };
    }
  }
  throw new Error("no neighbours");
}

test("merge: one grid is clicked, then its neighbour", async ({ room, page }) => {
  const draft = await opened(room, page, "点两下合并");
  const { one, other, middle } = await neighbours(draft);
  await look(room, draft, middle, 15.6);
  await take(page, "合并");
  await press(page, inside(one.geometry));
  await expect(page.getByRole("heading", { name: one.properties.name })).toBeVisible();
  await press(page, inside(other.geometry));
  const [from, into] = [one.properties.name, other.properties.name];
  await expect(page.getByText(`把“${from}”并入“${into}”`)).toBeVisible();
  await expect(page.locator("aside table")).toContainText("撤销");
  await keep(page, "merge");
  expect(await room.faults()).toEqual([]);
  await accept(page);
  await expect(page.getByRole("heading", { name: into })).toBeVisible();
  await expect(steps(page)).toHaveText(/1$/);
});

test("split: the grid is clicked, then crossed with a line ended by a double click", async ({
  room,
  page,
}) => {
  const draft = await opened(room, page, "点选拆分");
  const grid = (await groundOf(server, draft)).find(
    ({ properties: { attributes } }) => (attributes.households ?? 0) > 440,
  );
  if (!grid) throw new Error("no grid to split");
  const { centre, north, south } = spread(grid);
  const out = (north - south) * 0.1;
  await look(room, draft, centre, 16.6);
  await press(page, inside(grid.geometry));
  await expect(page.getByRole("heading", { name: grid.properties.name })).toBeVisible();
  await take(page, "拆分");
  await press(page, [centre[0], north + out]);
  await press(page, centre);
  await keep(page, "stroke");
  await twice(page, [centre[0], south - out]);
  await page.getByLabel("新单元的名称").fill("点选网格");
  await expect(page.locator("aside table")).toContainText("新设");
  await keep(page, "split");
  await page.getByText("线的左侧", { exact: true }).click();
  await expect(page.locator("aside table")).toContainText("新设");
  await accept(page);
  await expect(page.getByRole("heading", { name: "点选网格" })).toBeVisible();
  await expect(steps(page)).toHaveText(/1$/);
});

test("hand over: the taker is clicked, then ground is ringed point by point", async ({
  room,
  page,
}) => {
  const draft = await opened(room, page, "点选划转");
  const { one, middle } = await neighbours(draft);
  await look(room, draft, middle, 16.6);
  await take(page, "划转");
  await press(page, inside(one.geometry));
  await expect(page.getByText("逐点", { exact: true })).toBeVisible();
  const [lon, lat] = middle;
  const corners: Position[] = [
    [lon - 0.0003, lat - 0.00025],
    [lon + 0.0003, lat - 0.00025],
    [lon + 0.0003, lat + 0.00025],
  ];
  for (const corner of corners) await press(page, corner);
  await twice(page, [lon - 0.0003, lat + 0.00025]);
  await expect(page.getByText(`划给“${one.properties.name}”`)).toBeVisible();
  await keep(page, "hand");
  await accept(page);
  await expect(steps(page)).toHaveText(/1$/);
});

test("hand over by lasso: the ring is drawn in one go", async ({ room, page }) => {
  const draft = await opened(room, page, "套索划转");
  const { one, middle } = await neighbours(draft);
  await look(room, draft, middle, 16.6);
  await take(page, "划转");
  await press(page, inside(one.geometry));
  await page.getByText("套索", { exact: true }).click();
  const { x, y } = await pixel(page, middle);
  await page.mouse.move(x + 50, y);
  await page.mouse.down();
  for (let step = 1; step <= 24; step += 1) {
    const turn = (step / 24) * 2 * Math.PI;
    await page.mouse.move(x + 50 * Math.cos(turn), y + 50 * Math.sin(turn), { steps: 2 });
    if (step === 16) await keep(page, "lasso-drawing");
  }
  await page.mouse.up();
  await expect(page.getByText(`划给“${one.properties.name}”`)).toBeVisible();
  await keep(page, "lasso");
  await accept(page);
  await expect(steps(page)).toHaveText(/1$/);
});

test("end and new: an area is clicked and ended, its blank clicked and made new", async ({
  room,
  page,
}) => {
  const draft = await opened(room, page, "撤销与新设");
  const micro = (await groundOf(server, draft, "microgrid")).find(({ properties }) =>
    properties.name.endsWith("第五网格第2微网格"),
  );
  if (!micro) throw new Error("no micro-grid to end");
  const at = inside(micro.geometry);
  await look(room, draft, at, 16.6, "microgrid");
  await press(page, at);
  await expect(page.getByRole("heading", { name: micro.properties.name })).toBeVisible();
  await page.getByRole("button", { name: "撤销单元" }).click();
  await expect(page.getByText(`撤销“${micro.properties.name}”`)).toBeVisible();
  await accept(page);
  await expect(steps(page)).toHaveText(/1$/);
  await keep(page, "ended");
  await take(page, "新设");
  await press(page, at);
  await expect(page.getByText("把这块空白设为新单元")).toBeVisible();
  await page.getByLabel("新单元的名称").fill("补上的微网格");
  await keep(page, "fill");
  await accept(page);
  await expect(page.getByRole("heading", { name: "补上的微网格" })).toBeVisible();
  await expect(steps(page)).toHaveText(/2$/);
});

test("new: a ring is drawn and becomes an area of its own", async ({ room, page }) => {
  const draft = await opened(room, page, "圈地新设");
  const { one, middle } = await neighbours(draft);
  await look(room, draft, middle, 16.6);
  await take(page, "新设");
  const [lon, lat] = inside(one.geometry);
  await press(page, [lon, lat]);
  await expect(page.getByText(`这里归“${one.properties.name}”，不是空白。`)).toBeVisible();
  await page.getByRole("button", { name: "圈一块地方" }).click();
  for (const [east, north] of [
    [-1, -1],
    [1, -1],
    [1, 1],
  ] as const) {
    await press(page, [lon + east * 0.0003, lat + north * 0.00025]);
  }
  await twice(page, [lon - 0.0003, lat + 0.00025]);
  await expect(page.getByText("设为新单元", { exact: true })).toBeVisible();
  await page.getByLabel("新单元的名称").fill("圈出的网格");
  await expect(page.locator("aside table")).toContainText("新设");
  await keep(page, "ring");
  await accept(page);
  await expect(page.getByRole("heading", { name: "圈出的网格" })).toBeVisible();
});

test("measure: points are clicked, length and area are said", async ({ room, page }) => {
  const draft = await opened(room, page, "测量");
  const { middle } = await neighbours(draft);
  await look(room, draft, middle, 16.6);
  await take(page, "测量");
  const [lon, lat] = middle;
  await press(page, [lon - 0.001, lat]);
  await press(page, [lon + 0.001, lat]);
  await twice(page, [lon + 0.001, lat + 0.0008]);
  await expect(page.getByText(/^长度 \d/)).toBeVisible();
  await expect(page.getByText(/^围成面积 /)).toBeVisible();
  await keep(page, "measure");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^长度 \d/)).toHaveCount(0);
  await expect(steps(page)).toHaveText(/0$/);
});
