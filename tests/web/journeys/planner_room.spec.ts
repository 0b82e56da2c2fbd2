/** The small things of a planner's day: what an issue leads to, what a list shows first. */
import {
  type Border,
  bordersOf,
  edited,
  groundOf,
  inside,
  newDraft,
  pixel,
  publishedByOthers,
  splitDraft,
} from "../support/drawing";
import { Keys } from "../support/keys";
import { plannersTown, steps } from "../support/planner";
import { expect, test } from "../support/room";

type Page = import("@playwright/test").Page;

const server = plannersTown();

const keep = (page: Page, name: string) =>
  page.screenshot({ path: `results/room-${name}.jpg`, type: "jpeg", quality: 60 });

test("an issue about who is missing leads to the empty field, by mouse and by keys", async ({
  room,
  page,
}) => {
  const { id } = await splitDraft(server, "补属性");
  await room.open(`#/planner?draft=${id}&aside=issues&level=community`);
  const issue = page.locator("aside li").filter({ hasText: /没有配齐力量.*新设网格/ });
  await issue.getByRole("button", { name: "补填属性" }).first().click();
  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  await expect(field("所属组织")).toBeFocused();
  await keep(page, "attributes");
  expect(await room.faults()).toEqual([]);
  await field("所属组织").fill("新设网格党支部");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.locator("details").filter({ hasText: "缺网格长、专职网格员" })).toBeVisible();
  // The keyboard comes to the issue and through it to what is still missing.
  const keys = new Keys(room);
  await keys.press("x");
  const row = issue.locator(".what").first();
  for (let step = 0; step < 30; step += 1) {
    await keys.press("e");
    if (await row.evaluate((one) => one === document.activeElement)) break;
  }
  await keys.press("Enter");
  await expect(field("网格长")).toBeFocused();
  await keys.press("Escape");
  await expect(row).toBeFocused();
  await keys.press("Enter");
  await page.keyboard.type("张三");
  await keys.press("Tab");
  await page.keyboard.type("李四");
  await keys.press("Enter");
  await expect(issue).toHaveCount(0);
  await expect(field("专职网格员")).toBeFocused();
});

test("who draws is told that somebody published into it, without loading anew", async ({
  room,
  page,
}) => {
  const renamed = (name: string) => async (draft: number) => {
    const area = (await groundOf(server, draft, "microgrid")).at(-1)?.properties.id;
    return [{ act: "describe", area, name }];
  };
  // A server that runs on after a journey has the last names already.
  const now = Date.now().toString(36);
  const mine = await edited(server, "正在画的", renamed(`我的名字${now}`));
  const theirs = await edited(server, "别人先启用的", renamed(`别人的名字${now}`));
  await room.open(`#/planner?draft=${mine.id}`);
  const tab = page.getByRole("tab", { name: /^冲突/ });
  await expect(tab).toHaveText("冲突");
  await publishedByOthers(server, theirs);
  // Brought to the front again, the page looks at once and not with its next turn.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByText(/网格版本 \d+ 已启用，与本方案有 1 处冲突。/)).toBeVisible();
  await expect(tab).toHaveText("冲突1");
  await keep(page, "published");
  expect(await room.faults()).toEqual([]);
  await page.getByRole("button", { name: "查看冲突" }).click();
  await expect(page.getByText("方案和现行版本都改过这一项。")).toBeVisible();
});

test("what comes up only once others are decided is asked before anything is changed", async ({
  room,
  page,
}) => {
  const now = Date.now().toString(36);
  let ended = 0;
  const mine = await edited(server, "并入后再挪界点", async (draft) => {
    const borders = await bordersOf(server, draft);
    const sides = ({ properties: { left, right } }: Border) => [left?.id ?? 0, right?.id ?? 0];
    for (const inner of borders.filter(({ properties: { level } }) => level === "microgrid")) {
      const [area = 0, into = 0] = sides(inner);
      const outer = borders.find(
        (other) =>
          sides(other).includes(area) &&
          !sides(other).some((side) => side === into || side === 0) &&
          other.geometry.coordinates.length > 2,
      );
      const from = outer?.geometry.coordinates[1];
      if (!from) continue;
      ended = area;
      const to = [from[0] + 5e-6, from[1] + 5e-6];
      return [
        { act: "merge", area, into },
        { act: "move_corner", from, to },
      ];
    }
    throw new Error("no micro-grid has two neighbours");
  });
  const theirs = await edited(server, "别人改了它的名字", async () => [
    { act: "describe", area: ended, name: `先改的名字${now}` },
  ]);
  await publishedByOthers(server, theirs);
  await room.open(`#/planner?draft=${mine.id}&aside=conflicts`);
  const rows = page.locator("aside li");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("单元都被改过");
  await rows.first().getByText("用现行的", { exact: true }).click();
  await page.getByRole("button", { name: "合到现行版本" }).click();
  // Without the merge the corner would take ground of somebody else along.
  await expect(page.getByText(/还有新的冲突要决定/)).toBeVisible();
  await expect(page.getByText(/已合到现行版本/)).toHaveCount(0);
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText("画的地方和当初不同");
  await keep(page, "further");
  expect(await room.faults()).toEqual([]);
  const rebase = page.getByRole("button", { name: "合到现行版本" });
  await expect(rebase).toBeDisabled();
  await rows.nth(1).getByText("用我的", { exact: true }).click();
  await rebase.click();
  await expect(page.getByText(/已合到现行版本。 有 1 步没有保留。/)).toBeVisible();
  await expect(page.getByRole("heading", { name: /^调整步骤/ })).toHaveText(/1$/);
});

test("who is bound to one community is not offered what the draft of another takes", async ({
  room,
  page,
}) => {
  test.skip(!server.boundTo, "the town at hand makes no tokens");
  const title = "别的社区的方案";
  const communities: string[] = [];
  const { id } = await edited(server, title, async (draft) => {
    const all = await groundOf(server, draft, "community");
    communities.push(...all.map(({ properties: { code } }) => code));
    const [{ properties: named } = { properties: null }] = all.slice(-1);
    return [{ act: "describe", area: named?.id, name: `${named?.name}（新）` }];
  });
  const token = server.boundTo?.(communities[0] ?? "") ?? "";
  await page.goto("about:blank");
  await page.context().clearCookies();
  await page.addInitScript((token) => {
    if (location.protocol !== "http:") return;
    localStorage.removeItem("signed-in");
    sessionStorage.setItem("token", token);
  }, token);
  await room.open(`#/planner?draft=${id}&aside=review`);
  await expect(page.getByText(/^这是.*的方案：/)).toBeVisible();
  for (const name of ["自查并提交", "改名称", "废弃方案"]) {
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  }
  await keep(page, "bound");
  expect(await room.faults()).toEqual([]);
});

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

/** Two micro-grids of one grid that do not touch are ended: two blanks of one and the same kind. */
const twoBlanks = (title: string) =>
  edited(server, title, async (draft) => {
    const micros = await groundOf(server, draft, "microgrid");
    const borders = await bordersOf(server, draft);
    const touch = (a: number, b: number) =>
      borders.some(({ properties: { left, right } }) => {
        const sides = [left?.id, right?.id];
        return sides.includes(a) && sides.includes(b);
      });
    for (const { properties: one } of micros) {
      const brothers = micros.filter(({ properties }) => properties.parent === one.parent);
      const far = brothers.find(({ properties: { id } }) => id !== one.id && !touch(id, one.id));
      if (far && brothers.length > 3) {
        return [one.id, far.properties.id].map((area) => ({ act: "delete", area, to: null }));
      }
    }
    throw new Error("no two micro-grids apart");
  });

test("what is alike is one line of the list of issues, and unfolds", async ({ room, page }) => {
  const { id } = await twoBlanks("同类问题");
  await room.open(`#/planner?draft=${id}&aside=issues`);
  const line = page.locator("aside .what[aria-expanded]").filter({ hasText: "空白" });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("2 处");
  const rows = page.locator("aside li li");
  await expect(rows).toHaveCount(0);
  await line.focus();
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(2);
  await keep(page, "grouped");
  expect(await room.faults()).toEqual([]);
});

test("the keyboard goes on to the next thing after a merge, an undo and an accepted repair", async ({
  room,
  page,
}) => {
  const { id } = await twoBlanks("键盘不丢");
  await room.open(`#/planner?draft=${id}&aside=issues&level=microgrid`);
  const keys = new Keys(room);
  await keys.press("e", "e");
  await expect(page.locator("aside li li .what").nth(1)).toBeFocused();
  await keys.enter(page.getByRole("button", { name: /^预览：把空白划给/ }).nth(1));
  const accept = page.getByRole("button", { name: /^采用：把空白划给/ });
  await expect(accept).toBeFocused();
  await keys.press("Enter");
  await expect(steps(page)).toHaveText(/3$/);
  await expect(page.locator("aside .what:focus")).toHaveCount(1);
  // Undone by its button, which has nothing more to undo in the end.
  const undo = page.locator(".panel").getByRole("button", { name: "撤回", exact: true });
  for (const left of [2, 1, 0]) {
    await keys.enter(undo, "Shift+Tab");
    await expect(steps(page)).toHaveText(new RegExp(`${left}$`));
  }
  await expect(page.locator(".panel").getByRole("button", { name: "重做", exact: true })).toBeFocused();
  // A merge from the card of the picked area ends on the area that took it in.
  await keys.pick((await groundOf(server, id, "microgrid"))[0]?.properties.name ?? "");
  const into = page.getByLabel("并入");
  await keys.to(into);
  await keys.press("ArrowDown");
  await keys.enter(page.getByRole("button", { name: "并入", exact: true }));
  await expect(page.getByRole("button", { name: "确定", exact: true })).toBeFocused();
  await keys.press("Enter");
  await expect(page.locator("#picked-area")).toBeFocused();
  await expect(steps(page)).toHaveText(/1$/);
});

test("draft and what is in force are painted alike", async ({ room, page }) => {
  await room.open("#/planner");
  const draft = await newDraft(page, "一种颜色");
  // One place in each of some grids, well away from every border.
  const micros = await groundOf(server, draft, "microgrid");
  const grids = [...new Set(micros.map(({ properties }) => properties.parent))].slice(0, 4);
  for (const grid of grids) {
    const micro = micros.find(({ properties }) => properties.parent === grid);
    if (!micro) throw new Error("a grid without ground");
    const [lon, lat] = inside(micro.geometry);
    const view = `level=grid&view=17.50,${lon.toFixed(6)},${lat.toFixed(6)}`;
    await room.open(`#/planner?draft=${draft}&compare=beside&hide=labels,base,stations&${view}`);
    await expect(page.locator(".other canvas")).toBeVisible();
    await room.idle();
    const after = await pixel(page, [lon, lat]);
    const other = await page.locator(".other canvas").boundingBox();
    const before = { ...after, x: (other?.x ?? 0) + (other?.width ?? 0) / 2 };
    await expect(async () => {
      const [one, two] = [await painted(page, before), await painted(page, after)];
      expect(one).toEqual(two);
    }).toPass({ timeout: 20_000 });
  }
  await keep(page, "alike");
});

/** The colour of one point of the screen. */
async function painted(page: Page, { x, y }: { x: number; y: number }): Promise<number[]> {
  const shot = await page.screenshot({ clip: { x: x - 2, y: y - 2, width: 4, height: 4 } });
  return page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(4, 4).getContext("2d");
    canvas?.drawImage(image, 0, 0);
    return [...(canvas?.getImageData(1, 1, 1, 1).data ?? [])];
  }, shot.toString("base64"));
}
