/** The small things of a planner's day: what an issue leads to, what a list shows first. */
import { bordersOf, groundOf, newDraft, signedIn } from "../support/drawing";
import { expect, test } from "../support/room";
import { type Planning, planning } from "../support/server";

type Page = import("@playwright/test").Page;

let server: Planning;
test.beforeAll(async () => {
  server = await planning();
});
test.afterAll(async () => {
  await server.stop();
});
test.beforeEach(async ({ room, page }) => {
  room.home = server.url;
  await signedIn(page, server, "planner");
});

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/room-${name}.jpg`, type: "jpeg", quality: 60 });

test("a neighbour is listed once with all its pieces, and comes first where one is chosen", async ({
  room,
  page,
}) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "相邻");
  const grids = await groundOf(server, draft);
  const parents = new Map(
    (await groundOf(server, draft, "microgrid")).map(({ properties }) => [properties.id, properties.parent]),
  );
  // Who lies beside whom, and in how many pieces, as the borders of the leaves say.
  const met = new Map<string, number>();
  for (const { properties } of await bordersOf(server, draft)) {
    const [one, two] = [properties.left, properties.right].map((side) => parents.get(side?.id ?? 0));
    if (one == null || two == null || one === two) continue;
    for (const pair of [`${one} ${two}`, `${two} ${one}`]) met.set(pair, (met.get(pair) ?? 0) + 1);
  }
  const [pair = "", pieces = 0] = [...met].sort(([, a], [, b]) => b - a)[0] ?? [];
  const [grid = 0, other = 0] = pair.split(" ").map(Number);
  const named = (id: number) => grids.find(({ properties }) => properties.id === id)?.properties.name ?? "";
  await room.open(`#/planner?draft=${draft}&pick=area:${grid}&level=grid`);
  const row = page.locator(".panel summary").filter({ hasText: named(other) });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(`${pieces} 段`);
  await row.click();
  await keep(page, "borders");
  expect(await room.faults()).toEqual([]);
  const near = page.getByLabel("并入").locator("optgroup");
  await expect(near.first()).toHaveAttribute("label", "相邻");
  await expect(near.first().locator("option", { hasText: named(other) })).toHaveCount(1);
  await expect(near.nth(1)).toHaveAttribute("label", "其他");
  await page.getByRole("button", { name: /^第 2 段/ }).click();
  await expect(page.getByText(/ 与 .* 之间/)).toBeVisible();
  expect(room.address()).toContain("pick=border:");
});
