/** Borders are redrawn from opening a draft to looking at tomorrow, by mouse and by keyboard. */
import {
  bendable,
  bordersOf,
  drag,
  groundOf,
  newDraft,
  over,
  press,
  signedIn,
  spread,
} from "../support/drawing";
import { plannersTown } from "../support/planner";
import { expect, test } from "../support/room";

const server = plannersTown();

const keep = (page: import("@playwright/test").Page, name: string) =>
  page.screenshot({ path: `results/redraw-${name}.jpg`, type: "jpeg", quality: 60 });

test("a border between two grids is reshaped by mouse; undo and redo follow", async ({
  room,
  page,
}) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "移边");
  const { middle } = bendable(await bordersOf(server, draft));
  await over(room, draft, "reshape", middle);
  await press(page, middle);
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  expect(room.address()).toContain("pick=border:");
  await drag(page, middle, [24, 12]);
  const steps = page.getByRole("heading", { name: /^调整步骤/ });
  await expect(steps).toHaveText(/1$/);
  await expect(page.locator("aside table tbody tr")).toHaveCount(2);
  await keep(page, "reshaped");
  await page.keyboard.press("Control+z");
  await expect(steps).toHaveText(/0$/);
  await page.keyboard.press("Control+Shift+z");
  await expect(steps).toHaveText(/1$/);
  expect(await room.faults()).toEqual([]);
});

test("what cannot be is said while the draft stays as it is", async ({ room, page }) => {
  room.tolerant = true;
  await room.open("#/planner");
  const draft = await newDraft(page, "画不成");
  const { middle } = bendable(await bordersOf(server, draft));
  await over(room, draft, "reshape", middle);
  await press(page, middle);
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  await drag(page, middle, [20, 330]);
  await expect(page.getByRole("alert")).toContainText("画不成，方案没有变");
  await keep(page, "refused");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alert")).toHaveCount(0);

  // A cut that ends inside: its line is red too, and stays to be looked at.
  const [grid] = await groundOf(server, draft);
  if (!grid) throw new Error("no grid");
  const { centre, north } = spread(grid);
  await over(room, draft, "split", centre, `&pick=area:${grid.properties.id}`);
  await press(page, [centre[0], north + (north - centre[1]) * 0.2]);
  await press(page, centre);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("画不成，方案没有变");
  await keep(page, "refused_cut");
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/0$/);
});

test("the same border by keyboard alone", async ({ room, page }) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "键盘移边");
  const { middle } = bendable(await bordersOf(server, draft));
  await over(room, draft, "select", middle);
  await page.keyboard.press("r");
  await page.keyboard.press("x");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press(".");
  const handle = page.getByRole("button", { name: /^第 3 个折点/ });
  await expect(handle).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("改动还没有保存。")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/1$/);
  await keep(page, "keyboard");
});

test("a grid is split with one stroke and named; then merged back", async ({ room, page }) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "拆分与合并");
  const grids = await groundOf(server, draft);
  const grid = grids.find(({ properties: { attributes } }) => (attributes.households ?? 0) > 440);
  if (!grid) throw new Error("no grid to split");
  const { centre, north, south } = spread(grid);
  const out = (north - south) * 0.1;
  await over(room, draft, "split", centre, `&pick=area:${grid.properties.id}`);
  await expect(page.getByText(/画一条线穿过单元/)).toBeVisible();
  await press(page, [centre[0], north + out]);
  await press(page, centre);
  await press(page, [centre[0], south - out]);
  await page.keyboard.press("Enter");
  await page.getByLabel("新单元的名称").fill("新设网格");
  await expect(page.locator("aside table")).toContainText("新设");
  await keep(page, "split");
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("heading", { name: "新设网格" })).toBeVisible();
  await page.getByLabel("并入").selectOption({ label: grid.properties.name });
  await page.getByRole("button", { name: "并入", exact: true }).click();
  await expect(page.getByText(`把“新设网格”并入“${grid.properties.name}”`)).toBeVisible();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("heading", { name: grid.properties.name })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/2$/);
});

test("a blank is found in the list of issues, and closed from there", async ({ room, page }) => {
  room.tolerant = true; // The check that is refused on the way is an answer of 409.
  await room.open("#/planner");
  const draft = await newDraft(page, "空白");
  const micro = (await groundOf(server, draft, "microgrid")).find(({ properties }) =>
    properties.name.endsWith("第五网格第2微网格"),
  );
  if (!micro) throw new Error("no micro-grid to end");
  const { centre } = spread(micro);
  const view = `level=microgrid&view=17.00,${centre[0].toFixed(5)},${centre[1].toFixed(5)}`;
  await room.open(`#/planner?draft=${draft}&pick=area:${micro.properties.id}&${view}`);
  await page.getByRole("button", { name: "撤销单元" }).click();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await page.getByRole("tab", { name: "审批" }).click();
  await page.getByRole("button", { name: "自查并提交" }).click();
  await expect(page.getByText("还有 1 项问题必须处理或豁免。")).toBeVisible();
  await page.getByRole("button", { name: "问题", exact: true }).click();
  await expect(page.getByText(/没有下级单元负责/)).toBeVisible();
  await keep(page, "blank");
  expect(await room.faults()).toEqual([]);
  // An approver may waive it with a reason, and take that back.
  await signedIn(page, server, "approver");
  await room.open(`#/planner?draft=${draft}&aside=issues&${view}`);
  await page.getByRole("button", { name: "豁免", exact: true }).click();
  await page.getByLabel("豁免的理由").fill("规划中的公园");
  await page.locator("aside form").getByRole("button", { name: "豁免" }).click();
  await expect(page.getByText(/豁免：规划中的公园/)).toBeVisible();
  // The page that is signed tells it too.
  await room.open(`#/planner?draft=${draft}&aside=paper&${view}`);
  await expect(page.locator(".paper-page section").filter({ hasText: "豁免" }).last()).toContainText(
    "豁免：规划中的公园",
  );
  await page.getByRole("button", { name: "返回", exact: true }).click();
  await page.getByRole("tab", { name: /^问题/ }).click();
  await page.getByRole("button", { name: "取消豁免" }).click();
  await expect(page.getByText(/豁免：规划中的公园/)).toHaveCount(0);
  await signedIn(page, server, "planner");
  await room.open(`#/planner?draft=${draft}&aside=issues&${view}`);
  await page.getByRole("button", { name: /^预览：把空白划给/ }).click();
  await page.getByRole("button", { name: /^采用：把空白划给/ }).click();
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/2$/);
  await page.getByRole("tab", { name: "审批" }).click();
  await page.getByRole("button", { name: "自查并提交" }).click();
  await expect(page.locator(".title .tag")).toContainText("已自查");
});

test("ground is handed over with a ring, an area gets another parent, a remark is pinned", async ({
  room,
  page,
}) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "划转与改隶");
  const { border, middle } = bendable(await bordersOf(server, draft));
  const grids = await groundOf(server, draft);
  const named = (leaf: string) => grids.find(({ properties }) => leaf.startsWith(properties.name));
  const taker = named(border.properties.left?.name ?? "");
  if (!taker) throw new Error("nobody takes");
  await over(room, draft, "hand", middle, `&pick=area:${taker.properties.id}`);
  const [lon, lat] = middle;
  for (const [east, north] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    await press(page, [lon + east * 0.00025, lat + north * 0.0002]);
  }
  await page.keyboard.press("Enter");
  await expect(page.getByText(`划给“${taker.properties.name}”`)).toBeVisible();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("heading", { name: taker.properties.name })).toBeVisible();
  await keep(page, "handed");
  const parents = page.getByLabel("上级");
  const now = await parents.inputValue();
  const other = await parents
    .locator("option")
    .evaluateAll(
      (all, now) =>
        all.map((one) => (one as HTMLOptionElement).value).find((value) => value !== now),
      now,
    );
  await parents.selectOption(other ?? "");
  await page.getByRole("button", { name: "改隶", exact: true }).click();
  await page.getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/2$/);
  await page.getByRole("tab", { name: "批注" }).click();
  await page.getByRole("textbox", { name: "内容" }).fill("请核对门牌");
  await page.getByRole("button", { name: "钉在地图中心" }).click();
  await page.getByRole("button", { name: "添加批注" }).click();
  await expect(page.getByText("请核对门牌")).toBeVisible();
  await page.getByRole("button", { name: "已解决" }).click();
  await expect(page.getByRole("button", { name: "已解决" })).toHaveCount(0);
});

test("draft and what is in force are compared under a curtain and side by side", async ({
  room,
  page,
}) => {
  await room.open("#/planner");
  await newDraft(page, "对比");
  await page.getByText("卷帘", { exact: true }).click();
  const curtain = page.getByRole("slider", { name: "卷帘的位置" });
  await curtain.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(curtain).toHaveAttribute("aria-valuenow", "48");
  await keep(page, "swipe");
  await page.getByText("并排", { exact: true }).click();
  expect(room.address()).toContain("compare=beside");
  await keep(page, "beside");
  expect(await room.faults()).toEqual([]);
});
