/** Borders are redrawn by keyboard alone, from an opened draft on. */
import {
  bendable,
  bordersOf,
  groundOf,
  inside,
  newDraft,
  spread,
} from "../support/drawing";
import { Keys } from "../support/keys";
import { plannersTown, steps } from "../support/planner";
import { expect, type Room, test } from "../support/room";

type Page = import("@playwright/test").Page;

const server = plannersTown();

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/keys-${name}.jpg`, type: "jpeg", quality: 60 });

async function opened(room: Room, page: Page, title: string): Promise<number> {
  await room.open("#/planner");
  const draft = await newDraft(page, title);
  await room.idle();
  return draft;
}

test("the sheet lists the keys of a draft", async ({ room, page }) => {
  await opened(room, page, "按键");
  const keys = new Keys(room);
  await keys.press("?");
  const sheet = page.getByRole("dialog");
  for (const key of ["v", "r", "s", "m", "h", "n", "d", "f", "a", "e", "w", "x"]) {
    await expect(sheet.getByText(key, { exact: true }).last()).toBeVisible();
  }
  await keep(page, "sheet");
  expect(await room.faults()).toEqual([]);
  await keys.press("Escape");
  await expect(sheet).toBeHidden();
});

test("a grid is split by keys, named and accepted", async ({ room, page }) => {
  const draft = await opened(room, page, "键盘拆分");
  const grid = (await groundOf(server, draft)).find(
    ({ properties: { attributes } }) => (attributes.households ?? 0) > 440,
  );
  if (!grid) throw new Error("no grid to split");
  const { centre, north, south } = spread(grid);
  const out = (north - south) * 0.15;
  const keys = new Keys(room);
  await keys.pick(grid.properties.name);
  await expect(page.locator("#map canvas").first()).toBeFocused();
  await keys.press("s");
  await keys.walk([centre[0], north + out]);
  await keys.press("Enter");
  await expect(page.getByText("已落 1 点")).toBeVisible();
  await keys.walk([centre[0], south - out]);
  await keys.press("Enter");
  await expect(page.getByText("已落 2 点")).toBeVisible();
  await keep(page, "stroke");
  await keys.press("Enter");
  const name = page.getByLabel("新单元的名称");
  await expect(name).toBeFocused();
  await keys.type("键盘网格");
  await expect(page.locator("aside table")).toContainText("新设");
  await keep(page, "split");
  expect(await room.faults()).toEqual([]);
  await keys.press("Enter");
  await expect(page.getByRole("heading", { name: "键盘网格" })).toBeVisible();
  await expect(steps(page)).toHaveText(/1$/);
  // The keyboard is on the map again, where it came from.
  await expect(page.locator("#map canvas").first()).toBeFocused();
  await keys.press("Control+z");
  await expect(steps(page)).toHaveText(/0$/);
});

test("two grids are merged by keys, on the map and by name; Escape takes it back", async ({
  room,
  page,
}) => {
  const draft = await opened(room, page, "键盘合并");
  const grids = await groundOf(server, draft);
  const holder = (leaf: string | undefined) =>
    grids.find(({ properties: { name } }) => leaf?.startsWith(name));
  const [first, second] = (await bordersOf(server, draft))
    .filter(({ properties: { level, length_m } }) => level === "grid" && length_m > 60)
    .map(({ properties: { left, right } }) => [holder(left?.name), holder(right?.name)])
    .find(([one, other]) => one && other && one !== other) ?? [undefined, undefined];
  if (!first || !second) throw new Error("no neighbours");
  const sentence = page.getByText(`把“${first.properties.name}”并入“${second.properties.name}”`);
  const keys = new Keys(room);
  // What was picked before is not the first of the pair.
  await keys.pick(second.properties.name);
  await keys.press("m");
  await keys.pick(first.properties.name);
  await expect(page.getByText(`要并掉的：${first.properties.name}`)).toBeVisible();
  await keys.walk(inside(second.geometry));
  await keys.press("Enter");
  await expect(sentence).toBeVisible();
  await expect(page.getByRole("button", { name: "确定", exact: true })).toBeFocused();
  await keep(page, "merge");
  await keys.press("Escape");
  await expect(sentence).toHaveCount(0);
  await expect(steps(page)).toHaveText(/0$/);
  await keys.pick(first.properties.name);
  await keys.pick(second.properties.name);
  await expect(sentence).toBeVisible();
  await keys.press("Enter");
  await expect(page.getByRole("heading", { name: second.properties.name })).toBeVisible();
  await expect(steps(page)).toHaveText(/1$/);
});

test("a blank is made, found and closed from the list of issues by keys", async ({
  room,
  page,
}) => {
  const draft = await opened(room, page, "键盘空白");
  const micro = (await groundOf(server, draft, "microgrid")).find(({ properties }) =>
    properties.name.endsWith("第五网格第2微网格"),
  );
  if (!micro) throw new Error("no micro-grid to end");
  const keys = new Keys(room);
  await keys.press("4");
  await expect(room.level()).toHaveAccessibleName("微网格");
  await room.idle();
  await keys.pick(micro.properties.name);
  await keys.press("Delete");
  await expect(page.getByText(`撤销“${micro.properties.name}”`)).toBeVisible();
  await keys.press("Enter");
  await expect(steps(page)).toHaveText(/1$/);
  const row = page.locator("li.chosen button.what").filter({ hasText: "没有下级单元负责" });
  await expect(page.getByRole("tab", { name: /^问题/ })).toContainText("1");
  for (let turn = 0; turn < 9 && (await row.count()) === 0; turn += 1) await keys.press("e");
  await expect(row).toBeFocused();
  await keys.press("Tab");
  await expect(page.getByRole("button", { name: /^预览：把空白划给/ })).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("button", { name: /^采用：把空白划给/ })).toBeFocused();
  await room.idle();
  await keep(page, "blank");
  await keys.press("Enter");
  await expect(steps(page)).toHaveText(/2$/);
  await expect(page.getByText(/没有下级单元负责/)).toHaveCount(0);
});

test("ground is handed over by keys", async ({ room, page }) => {
  const draft = await opened(room, page, "键盘划转");
  const { border, middle } = bendable(await bordersOf(server, draft));
  const taker = (await groundOf(server, draft)).find(({ properties: { name } }) =>
    border.properties.left?.name.startsWith(name),
  );
  if (!taker) throw new Error("nobody takes");
  const keys = new Keys(room);
  await keys.pick(taker.properties.name);
  await keys.press("h");
  await keys.walk(middle);
  await room.moved(() => keys.press("="));
  await keys.walk(middle);
  // Around the middle of the border, a step to each side.
  for (const way of ["Down Left", "Right Right", "Up Up", "Left Left"]) {
    for (const to of way.split(" ")) await room.moved(() => keys.press(`Arrow${to}`));
    await keys.press("Enter");
  }
  await expect(page.getByText("已落 4 点")).toBeVisible();
  await keys.press("Enter");
  await expect(page.getByText(`划给“${taker.properties.name}”`)).toBeVisible();
  await expect(page.getByRole("button", { name: "确定", exact: true })).toBeFocused();
  await keep(page, "hand");
  await keys.press("Enter");
  await expect(steps(page)).toHaveText(/1$/);
});

test("draft and what is in force are compared by keys", async ({ room, page }) => {
  await opened(room, page, "键盘对比");
  const keys = new Keys(room);
  await keys.press("w");
  const curtain = page.getByRole("slider", { name: "卷帘的位置" });
  await keys.to(curtain);
  await keys.press("ArrowLeft", "ArrowLeft");
  await expect(curtain).toHaveAttribute("aria-valuenow", "46");
  await room.idle();
  await keep(page, "swipe");
  await keys.press("w");
  await expect(curtain).toHaveCount(0);
  expect(room.address()).toContain("compare=beside");
  await room.idle();
  await keep(page, "beside");
  expect(await room.faults()).toEqual([]);
  await keys.press("w");
  expect(room.address()).not.toContain("compare=");
});
