/** A draft that was submitted: what somebody else does with it is seen, and nothing undoes it unasked. */
import { groundOf, inside, over, press, scheduledPlan, splitDraft, told } from "../support/drawing";
import { plannersTown, steps } from "../support/planner";
import { expect, test } from "../support/room";

const server = plannersTown();

test("a scheduled plan is taken back to drafting only once somebody said yes", async ({
  room,
  page,
}) => {
  const plan = await scheduledPlan(server, "不能一键作废", 3);
  const state = async () =>
    (await told<{ draft: { state: string } }>(server.url, server.token, `drafts/${plan.draft}`))
      .draft.state;
  await room.open(`#/planner?draft=${plan.draft}`);
  await expect(page.locator(".title .tag")).toContainText("已排期");
  const question = page.getByRole("alertdialog");
  await page.locator("#map canvas").first().focus();
  await page.keyboard.press("Control+z");
  await expect(question).toContainText("方案已排期，要改吗？");
  await expect(question).toContainText("批准作废");
  await expect(question.getByRole("button", { name: "不改" })).toBeFocused();
  await page.screenshot({ path: "results/submitted-asked.jpg", type: "jpeg", quality: 60 });
  expect(await room.faults()).toEqual([]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(page.locator("#map canvas").first()).toBeFocused();
  expect(await state()).toBe("scheduled");
  await page.keyboard.press("Control+z");
  await question.getByRole("button", { name: "回到起草，继续改" }).click();
  await expect(page.locator(".title .tag")).toContainText("起草中");
  await expect(steps(page)).toHaveText(/1$/);
  expect(await state()).toBe("open");
});

test("what somebody else draws is there before long, and what was typed stays", async ({
  room,
  page,
}) => {
  const { id, grid } = await splitDraft(server, "两个人");
  await room.open(`#/planner?draft=${id}&pick=area:${grid.id}`);
  await page.getByText("属性", { exact: true }).click();
  await page.getByLabel("公开电话").fill("0000-1234567");
  const { draft } = await told<{ draft: { revision: number } }>(
    server.url,
    server.token,
    `drafts/${id}`,
  );
  const undone = await fetch(`${server.url}/api/v1/drafts/${id}/undo`, {
    method: "POST",
    headers: { Authorization: `Bearer ${server.token}`, "If-Match": `"${draft.revision}"` },
  });
  expect(undone.status).toBe(200);
  await expect(steps(page)).toHaveText(/0$/);
  await expect(page.getByLabel("公开电话")).toHaveValue("0000-1234567");
});

test("a street is followed with points that lie close together", async ({ room, page }) => {
  const { id } = await splitDraft(server, "弯路");
  const [grid] = await groundOf(server, id);
  if (!grid) throw new Error("no grid");
  const at = inside(grid.geometry);
  await over(room, id, "measure", at, "");
  // At this zoom a step is some 37 px: a pencil that ended its line within 40 would drop the third.
  const step = 0.0004;
  for (const [east, north] of [[0, 0], [1, 0], [2, 0.3], [2.7, 0.9]] as const) {
    await press(page, [at[0] + east * step, at[1] + north * step]);
  }
  await expect(page.getByText(/已落/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^长度/)).toBeVisible();
});
