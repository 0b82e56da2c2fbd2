/** Another person approves and schedules; yesterday and tomorrow are looked at: by keyboard alone. */
import { mergedDraft } from "../support/drawing";
import { Keys } from "../support/keys";
import { expect, test } from "../support/room";
import { type Planning, planning } from "../support/server";

type Page = import("@playwright/test").Page;
type Locator = import("@playwright/test").Locator;

let server: Planning;
test.beforeAll(async () => {
  server = await planning();
});
test.afterAll(async () => {
  await server.stop();
});

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/approval-keys-${name}.jpg`, type: "jpeg", quality: 60 });
const state = (page: Page, said: string) => expect(page.locator(".title .tag")).toContainText(said);

test("approved as another person, scheduled, and looked at before and after, by keys", async ({
  room,
  page,
}) => {
  test.slow();
  room.home = server.url;
  const title = "键盘审批";
  const { at, from, to } = await mergedDraft(server, title, 0);
  const keys = new Keys(room);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const heading = page.getByRole("article").getByRole("heading", { level: 2 });

  const enters = async (login: string) => {
    await keys.fill(page.getByLabel("账号"), login);
    await keys.fill(page.getByLabel("密码"), server.password);
    await keys.press("Enter");
    await keys.enter(page.getByRole("button", { name: title }).first());
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
  };

  await room.open("#/planner");
  await enters("planner");
  await keys.press("4");
  await expect(room.level()).toHaveAccessibleName("微网格");
  await room.idle();
  await keys.pick(to);
  // Close enough that a step of the arrow keys is less than a micro-grid.
  await room.moved(() => keys.press("="));
  await keys.aside("审批");
  await keys.enter(button("自查并提交"));
  await state(page, "已自查");
  await keys.enter(button("全部方案"));
  await expect(page.getByRole("button", { name: title })).toBeVisible();
  // What is still asked for when the session ends is refused.
  await page.waitForLoadState("networkidle");
  await keys.enter(button("退出登录"));

  await enters("approver");
  await keys.aside("审批");
  await keys.enter(button("批准"));
  await state(page, "已批准");
  await keep(page, "approved");

  const field = page.getByLabel("启用时间");
  const tomorrow = new Date(Date.now() + 32 * 3_600_000);
  await keys.to(field);
  await typeInstant(page, field, tomorrow);
  await expect(field).toHaveValue(localInstant(tomorrow));
  await keys.enter(button("排期"));
  await state(page, "已排期");
  await keep(page, "scheduled");

  // Tomorrow: the map goes where the draft was, and answers as of then.
  await keys.enter(button("看那时的地图"));
  await expect(page.getByText(new RegExp(`方案“${title}”.*尚未到来`))).toBeVisible();
  await room.idle();
  await keys.press("m");
  await keys.walk(at);
  await keys.press("Enter");
  await expect(heading).toHaveText(to);
  await keep(page, "tomorrow");
  await keys.enter(button("回到现在"));
  await expect(heading).toHaveText(from);

  await keys.enter(page.getByRole("link", { name: "网格调整" }), "Shift+Tab");
  await keys.enter(page.getByRole("button", { name: title }).first());
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await keys.aside("审批");
  await keys.enter(button("立即启用"));
  await keys.enter(page.locator(".sure").getByRole("button", { name: "立即启用" }));
  await state(page, "现行");

  // Yesterday: the same place, on a release before.
  await keys.enter(page.getByRole("link", { name: "地图" }), "Shift+Tab");
  await room.idle();
  await keys.press("m", "Enter");
  await expect(heading).toHaveText(to);
  await keys.enter(page.getByRole("button", { name: /^网格版本 \d/ }));
  await keys.to(page.getByRole("slider", { name: "按时间查看网格版本" }), "Shift+Tab");
  await keys.press("ArrowLeft");
  await expect(page.getByText(/不是现行版本/)).toBeVisible();
  await expect(heading).toHaveText(from);
  await keep(page, "yesterday");
  expect(await room.faults()).toEqual([]);
});

/** The page is in Shanghai, wherever the test is. */
const SHANGHAI_MS = 8 * 3_600_000;
const localInstant = (at: Date) =>
  new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, "2026-11-29T08:00".length);

/**
 * Types into the parts of the field. Their order is the browser's own, not the page's:
 * month first with a half of the day, or year first.
 */
async function typeInstant(page: Page, field: Locator, at: Date): Promise<void> {
  const wanted = localInstant(at);
  const [year = "", month = "", day = "", hour = "", minute = ""] = wanted.split(/\D/);
  const half = Number(hour) < 12 ? "a" : "p";
  const twelve = String(Number(hour) % 12 || 12).padStart(2, "0");
  const orders = [
    [month, day, year, "ArrowRight", twelve, minute, half],
    [year, "ArrowRight", month, day, hour, minute],
  ];
  for (const order of orders) {
    for (let part = 0; part < 7; part += 1) await page.keyboard.press("ArrowLeft");
    for (const part of order) {
      if (part === "ArrowRight") await page.keyboard.press(part);
      else await page.keyboard.type(part);
    }
    if ((await field.inputValue()) === wanted) return;
  }
}
