/** What is done to a draft as a whole, and the small repairs: each by hand, from the panel. */
import {
  bendable,
  bordersOf,
  groundOf,
  inside,
  newDraft,
  over,
  press,
} from "../support/drawing";
import { plannersTown, steps } from "../support/planner";
import { expect, test } from "../support/room";

type Page = import("@playwright/test").Page;

const server = plannersTown();

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/drafts-${name}.jpg`, type: "jpeg", quality: 60 });

test("a draft gets another name; Escape leaves the old one", async ({ room, page }) => {
  await room.open("#/planner");
  await newDraft(page, "旧名");
  const rename = page.getByRole("button", { name: "改名称" });
  await rename.click();
  const field = page.getByLabel("方案名称");
  await expect(field).toBeFocused();
  await field.fill("不要的名");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "旧名" })).toBeVisible();
  await rename.click();
  await expect(field).toHaveValue("旧名");
  await keep(page, "renaming");
  expect(await room.faults()).toEqual([]);
  await field.fill("新名");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "新名" })).toBeVisible();
  await page.getByRole("button", { name: "全部方案" }).click();
  await expect(page.getByRole("button", { name: "新名" })).toBeVisible();
  await expect(page.getByRole("button", { name: "旧名" })).toHaveCount(0);
});

test("a draft is discarded only after the question is answered", async ({ room, page }) => {
  await room.open("#/planner");
  await newDraft(page, "多余的方案");
  const discard = page.getByRole("button", { name: "废弃方案" });
  await discard.click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("废弃“多余的方案”？其中的调整都不再保留。");
  await expect(question.getByRole("button", { name: "不废弃" })).toBeFocused();
  await keep(page, "discarding");
  expect(await room.faults()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await discard.click();
  await question.getByRole("button", { name: "不废弃" }).click();
  await expect(question).toHaveCount(0);
  await discard.click();
  await question.getByRole("button", { name: "废弃", exact: true }).click();
  await expect(page.getByRole("heading", { name: "多余的方案" })).toHaveCount(0);
  // The list has it no longer; its address still tells what it was.
  await expect(page.getByRole("button", { name: "新建方案" })).toBeVisible();
  await expect(page.getByRole("button", { name: "多余的方案" })).toHaveCount(0);
  await keep(page, "discarded");
  await page.goBack();
  await expect(page.getByText("这个方案已经结束，只能查看。")).toBeVisible();
  await expect(page.locator(".title .tag")).toContainText("已废弃");
});

test("a border is simplified and keeps its ends", async ({ room, page }) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "简化");
  const { border, middle } = bendable(await bordersOf(server, draft));
  await over(room, draft, "reshape", middle);
  await press(page, middle);
  await page.getByText("简化边界").first().click();
  await page.getByLabel("去掉影响小于这个面积的折点（平方米）").fill("400");
  await keep(page, "simplifying");
  await page.getByRole("button", { name: "简化边界" }).click();
  await expect(page.getByText("简化边界").first()).toBeVisible();
  await keep(page, "simplified");
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(steps(page)).toHaveText(/1$/);
  const { coordinates } = border.geometry;
  const [first, last] = [coordinates[0], coordinates.at(-1)];
  const now = (await bordersOf(server, draft)).find(({ geometry: { coordinates: line } }) =>
    [line[0], line.at(-1)].every((end) => `${end}` === `${first}` || `${end}` === `${last}`),
  );
  expect(now?.geometry.coordinates.length).toBeLessThan(coordinates.length);
  expect(await room.faults()).toEqual([]);
});

test("a blank on the list of issues becomes an area of its own", async ({ room, page }) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "补空白");
  const micro = (await groundOf(server, draft, "microgrid")).find(({ properties }) =>
    properties.name.endsWith("第五网格第2微网格"),
  );
  if (!micro) throw new Error("no micro-grid to end");
  const [lon, lat] = inside(micro.geometry);
  const view = `level=microgrid&view=16.60,${lon.toFixed(5)},${lat.toFixed(5)}`;
  await room.open(`#/planner?draft=${draft}&${view}`);
  await press(page, [lon, lat]);
  await page.getByRole("button", { name: "撤销单元" }).click();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await page.getByRole("tab", { name: /^问题/ }).click();
  await page.getByRole("button", { name: "设为新单元", exact: true }).click();
  await expect(page.getByText("把这块空白设为新单元")).toBeVisible();
  await page.getByLabel("新单元的名称").fill("新的微网格");
  await room.idle();
  await keep(page, "fill");
  expect(await room.faults()).toEqual([]);
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("heading", { name: "新的微网格" })).toBeVisible();
  await expect(page.getByText(/没有下级单元负责/)).toHaveCount(0);
  await keep(page, "filled");
});
