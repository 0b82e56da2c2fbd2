/** A resident is told of what a scheduled plan will change: by place, by area, and on the day. */
import { discarded, type Planned, scheduledPlan } from "../support/drawing";
import { at, expect, test } from "../support/room";
import { type Planning, planning } from "../support/server";

let server: Planning;
let plan: Planned;
test.beforeAll(async () => {
  server = await planning();
  plan = await scheduledPlan(server, "并格与更名：以便每个网格员走得过来，居民办事不出社区", 8);
});
test.afterAll(async () => {
  await discarded(server, plan.draft);
  await server.stop();
});
test.beforeEach(({ room }) => {
  room.home = server.url;
});

test("the card of an area tells what will change, from when, and leads there", async ({
  room,
  page,
}) => {
  await room.open();
  await page.getByRole("combobox").fill(plan.area.name);
  await page.getByRole("option", { name: plan.area.name }).first().click();
  const coming = page.locator(".plans");
  await expect(coming).toContainText(`改名为“${plan.name}”`);
  await expect(coming).toContainText(/范围调整，面积由 .+变为 /);
  await expect(coming).toContainText(plan.title);
  expect(await room.faults()).toEqual([]);
  await coming.getByRole("button", { name: "看那时的地图" }).click();
  await expect(page.getByText(new RegExp(`方案“${plan.title}”.*尚未到来`))).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(plan.name);
  await expect(coming).toHaveCount(0);
});

test("the card of an area that will end tells who comes after it", async ({ room, page }) => {
  // That day does not know the area, and the browser tells of the 404.
  room.tolerant = true;
  await room.open(`#/map?area=${plan.ended.id}`);
  await expect(page.locator(".plans")).toContainText(`届时撤销，原范围改由“${plan.name}”负责`);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test("a long title leaves the day of the plan on the screen", async ({ room, page }) => {
    await room.open(`#/map?at=${encodeURIComponent(plan.effective)}`);
    await expect(page.locator(".when")).toContainText("尚未到来");
    const line = page.locator(".standing .since");
    await expect(line).toContainText(/\d{4}-\d\d-\d\d 起启用/);
    const standing = await page.locator(".standing").boundingBox();
    const day = await line.boundingBox();
    expect(standing?.x ?? -1).toBeGreaterThanOrEqual(0);
    expect((day?.x ?? 0) + (day?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(standing?.height).toBeLessThan(40);
    expect(await room.faults()).toEqual([]);
  });
});

test("the search finds what is there on the day that is shown", async ({ room, page }) => {
  await room.open(`#/map?at=${encodeURIComponent(plan.effective)}`);
  const search = page.getByRole("combobox");
  await search.fill(plan.name);
  const found = page.getByRole("option", { name: plan.name });
  await expect(found).toBeVisible();
  expect(await room.faults()).toEqual([]);
  await page.getByRole("button", { name: "回到现在" }).click();
  await search.focus();
  await expect(found).toHaveCount(0);
});

test("an answer for a day to come names the plan it goes by", async ({ room, page }) => {
  await room.open(`#/map?${at(plan.at)}&at=${encodeURIComponent(plan.effective)}`);
  const footer = page.locator("article footer");
  await expect(footer).toContainText(`依据方案“${plan.title}”`);
  await expect(footer).not.toContainText("网格版本");
  await page.getByRole("button", { name: "回到现在" }).click();
  await expect(footer).toContainText(/依据网格版本 \d/);
  await expect(page.locator(".plans")).toContainText(plan.name);
});

test("what is planned stands above the releases, and is shown at a press", async ({
  room,
  page,
}) => {
  await room.open();
  await page.getByRole("button", { name: /^网格版本 \d/ }).click();
  const row = page.locator("#releases li").first();
  await expect(row).toContainText("待启用");
  await expect(row).toContainText(plan.title);
  await page.screenshot({ path: "results/coming-releases.jpg", type: "jpeg", quality: 60 });
  await row.getByRole("button").click();
  await expect(page.getByText(new RegExp(`方案“${plan.title}”.*尚未到来`))).toBeVisible();
  expect(await room.faults()).toEqual([]);
});
