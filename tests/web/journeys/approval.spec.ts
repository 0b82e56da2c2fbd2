/** From opening a draft to looking at yesterday and tomorrow: two people, one redraw. */
import { appendFileSync } from "node:fs";
import {
  bendable,
  bordersOf,
  drag,
  movedBy,
  newDraft,
  over,
  pixel,
  press,
  signedIn,
} from "../support/drawing";
import { Hand } from "../support/hand";
import { at, expect, type Room, test } from "../support/room";
import { type Planning, planning } from "../support/server";

type Page = import("@playwright/test").Page;

/** What a first-time user needs for one step, reading and looking for it included. */
const SECONDS_A_STEP = 15;

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

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/approval-${name}.jpg`, type: "jpeg", quality: 60 });
const state = (page: Page, said: string) => expect(page.locator(".title .tag")).toContainText(said);

/** Redraws a border and has it checked, without looking at how. */
async function checked(room: Room, page: Page, title: string, nth: number): Promise<number> {
  await signedIn(page, server, "planner");
  await room.open("#/planner");
  const draft = await newDraft(page, title);
  const { middle } = bendable(await bordersOf(server, draft), nth);
  await over(room, draft, "reshape", middle, "&aside=review");
  await press(page, middle);
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  await drag(page, middle, [24, 12]);
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/1$/);
  await page.getByRole("button", { name: "自查并提交" }).click();
  await state(page, "已自查");
  return draft;
}

async function approved(room: Room, page: Page, title: string): Promise<void> {
  await signedIn(page, server, "approver");
  await room.open("#/planner");
  await page.getByRole("button", { name: title }).first().click();
  await page.getByRole("tab", { name: "审批" }).click();
  await page.getByRole("button", { name: "批准", exact: true }).click();
  await state(page, "已批准");
}

test("two grids are redrawn from opening to approval in few steps", async ({ room, page }) => {
  const title = "两个网格";
  const hand = new Hand(page);
  await room.open();
  const signIn = async (login: string) => {
    await hand.type(page.getByLabel("账号"), login);
    await hand.type(page.getByLabel("密码"), server.password);
    await hand.click(page.getByRole("button", { name: "登录", exact: true }));
  };
  await hand.click(page.getByRole("link", { name: "网格调整" }));
  await signIn("planner");
  await hand.click(page.getByRole("button", { name: "新建方案" }));
  await hand.type(page.getByLabel("方案名称"), title);
  await hand.click(page.getByRole("button", { name: "新建并打开" }));
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  const [, id] = /draft=(\d+)/.exec(page.url()) ?? [];
  const { middle } = bendable(await bordersOf(server, Number(id)), 2);
  await hand.click(page.getByRole("button", { name: /^移边/ }));
  await room.idle();
  // The wheel over the border brings it close; a hand then presses and drags what it sees.
  await hand.closer(() => pixel(page, middle), room);
  await hand.press(await pixel(page, middle));
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  await hand.drag(await pixel(page, middle), [24, 12]);
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/1$/);
  await keep(page, "drawn");
  await hand.click(page.getByRole("tab", { name: "审批" }));
  await hand.click(page.getByRole("button", { name: "自查并提交" }));
  await state(page, "已自查");
  await hand.click(page.getByRole("button", { name: "全部方案" }));
  await expect(page.getByRole("button", { name: title })).toBeVisible();
  // What is still asked for when the session ends is refused.
  await page.waitForLoadState("networkidle");
  await hand.click(page.getByRole("button", { name: "退出登录" }));
  await signIn("approver");
  await hand.click(page.getByRole("button", { name: title }).first());
  await hand.click(page.getByRole("tab", { name: "审批" }));
  await hand.type(page.getByLabel("意见"), "同意");
  await hand.click(page.getByRole("button", { name: "批准", exact: true }));
  await state(page, "已批准");
  await keep(page, "approved");
  const { steps, keys, seconds } = hand.told();
  const said = `two-grid redraw: ${steps} steps, ${keys} keys, ${seconds.toFixed(0)} s by machine`;
  console.log(said);
  const { JINGWEI_FIGURES } = process.env;
  if (JINGWEI_FIGURES) appendFileSync(JINGWEI_FIGURES, `FIGURE ${said}\n`);
  expect(steps * SECONDS_A_STEP).toBeLessThan(600);
  expect(await room.faults()).toEqual([]);
});

test("authors do not approve their own draft", async ({ room, page }) => {
  await checked(room, page, "自己批准", 3);
  await expect(page.getByText("已提交，等待批准人批准。")).toBeVisible();
  await expect(page.getByRole("button", { name: "批准", exact: true })).toHaveCount(0);
});

test("another person approves, it is scheduled, and tomorrow and yesterday are looked at", async ({
  room,
  page,
}) => {
  // Several people come and go: on a machine that does other work a minute and a half is short.
  test.slow();
  const title = "排期到明天";
  const moved = await movedBy(server, await checked(room, page, title, 4));
  // The card of the place that goes from one grid to the other.
  const answers = async (name: string) => {
    await expect(page.getByRole("article").getByRole("heading", { level: 2 })).toHaveText(name);
    await expect(page.getByRole("list", { name: "责任链" })).toContainText(name);
  };
  await approved(room, page, title);
  const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel("启用时间").fill(tomorrow);
  await page.getByRole("button", { name: "排期", exact: true }).click();
  await state(page, "已排期");
  await page.getByRole("button", { name: "看那时的地图" }).click();
  await expect(page.getByText(new RegExp(`方案“${title}”.*尚未到来`))).toBeVisible();
  await room.idle();
  await press(page, moved.at);
  await answers(moved.to);
  await keep(page, "tomorrow");
  expect(await room.faults()).toEqual([]);
  await page.getByRole("button", { name: "回到现在" }).click();
  await expect(page.getByText(/尚未到来/)).toHaveCount(0);
  await answers(moved.from);

  await room.open("#/planner");
  await page.getByRole("button", { name: title }).first().click();
  await page.getByRole("tab", { name: "审批" }).click();
  await page.getByRole("button", { name: "取消排期" }).click();
  await state(page, "已批准");
  await page.getByRole("button", { name: "立即启用" }).click();
  await page.locator(".sure").getByRole("button", { name: "立即启用" }).click();
  await state(page, "现行");
  await expect(page.getByText(/已成为网格版本 \d/)).toBeVisible();

  await room.open(`#/map?${at(moved.at)}`);
  await answers(moved.to);
  await page.getByRole("button", { name: /^网格版本 \d/ }).click();
  const slider = page.getByRole("slider", { name: "按时间查看网格版本" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByText(/不是现行版本/)).toBeVisible();
  await answers(moved.from);
  await keep(page, "yesterday");
  expect(await room.faults()).toEqual([]);
});

test("two drafts on one border: the second is told, and takes one of the two", async ({
  room,
  page,
}) => {
  test.slow();
  await checked(room, page, "后来的", 5);
  await checked(room, page, "先到的", 5);
  await approved(room, page, "先到的");
  await page.getByRole("button", { name: "立即启用" }).click();
  await page.locator(".sure").getByRole("button", { name: "立即启用" }).click();
  await state(page, "现行");
  await signedIn(page, server, "planner");
  await room.open("#/planner");
  await page.getByRole("button", { name: "后来的" }).first().click();
  await page.getByRole("tab", { name: "冲突" }).click();
  await expect(page.getByText("方案和现行版本都移动过这条边界。").first()).toBeVisible();
  await keep(page, "conflict");
  expect(await room.faults()).toEqual([]);
  for (const choice of await page.locator("aside").getByText("用现行的", { exact: true }).all()) {
    await choice.click();
  }
  await page.getByRole("button", { name: "合到现行版本" }).click();
  // It was submitted: that is void with it, which is asked first.
  await page.getByRole("button", { name: "回到起草，继续改" }).click();
  await expect(page.getByText(/已合到现行版本/)).toBeVisible();
  await expect(page.getByText("与现行网格没有冲突。")).toBeVisible();
});

test("the page to print shows both maps and who decided", async ({ room, page }) => {
  await checked(room, page, "打印", 6);
  await page.getByRole("button", { name: "打印审批页" }).click();
  await expect(page.getByRole("heading", { name: "网格调整审批页" })).toBeVisible();
  await expect(page.locator("figure img")).toHaveCount(2);
  const said = (term: string) =>
    page.locator(".paper-page dt").filter({ hasText: term }).first().locator("+ dd");
  await expect(said("启用时间")).toHaveText("尚未设定");
  await expect(said("批准")).toContainText("尚未批准");
  await expect(page.getByRole("heading", { name: "未处理的问题" })).toBeVisible();
  await keep(page, "paper");
  expect(await room.faults()).toEqual([]);
});
