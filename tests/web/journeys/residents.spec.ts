/** How many live in an area: in the overview, the list and the card, and how that is known. */
import { areasOf, expect, someGrid, test } from "../support/room";

interface Inhabited {
  counted?: { people: number | null; households: number | null; rounded?: boolean } | null;
  attributes: { population?: number; households?: number };
}

function written(number: number | null | undefined, rounded: boolean): string {
  if (number == null) return "未公开";
  const said = new Intl.NumberFormat("zh-CN").format(number);
  return rounded && number > 0 ? `约 ${said}` : said;
}

/** What the server knows of the people of an area, and whether it counted them. */
function known(area: Inhabited): { people: string; households: string; counted: boolean } {
  const counted = area.counted != null;
  const { people, households } = area.counted ?? {
    people: area.attributes.population,
    households: area.attributes.households,
  };
  const rounded = area.counted?.rounded === true;
  return { people: written(people, rounded), households: written(households, rounded), counted };
}

test("the card tells how many live there, and how that is known", async ({ room, page }) => {
  const grid = await someGrid();
  const { people, households, counted } = known(grid as unknown as Inhabited);
  await room.open(`#/map?area=${grid.id}`);
  const residents = page.locator("article section", {
    has: page.getByRole("heading", { name: "居民", exact: true }),
  });
  await expect(residents.locator("dd")).toHaveText([people, households]);
  await expect(residents).toContainText(counted ? "按该版本的人口底数" : "导入时登记的数字");
  expect(await room.faults()).toEqual([]);
});

test("the overview and the list tell the same number", async ({ room, page }) => {
  const [whole] = await areasOf("subdistrict");
  if (!whole) throw new Error("the town has no areas");
  const { people, counted } = known(whole as unknown as Inhabited);
  await room.open("#/map?level=subdistrict");
  const said = page.locator(".size");
  await expect(said).toContainText(`人口 ${people}`);
  if (counted) await expect(said).not.toContainText("导入时登记");
  else await expect(said).toContainText("导入时登记");

  await room.open("#/map?list=all&level=subdistrict");
  const column = page.getByRole("columnheader", { name: counted ? "人口" : "人口 · 导入时" });
  await expect(column).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText(people);
});
