import { expect, test } from "vitest";
import type { AreaImpact, AreaRef, Move } from "../api/drafts";
import { isAsBefore, isTrifle, movedAt } from "./moves";

const ref = (id: number, level: string): AreaRef => ({ id, level, code: `${id}`, name: "" });
const move = (from: number, to: number, households: number): Move => ({
  from: ref(from, "microgrid"),
  to: ref(to, "microgrid"),
  area_m2: 10,
  residents: 0,
  households,
  buildings: 1,
  incidents: 0,
  stations: 0,
  shape: { type: "MultiPolygon", coordinates: [[[[from, to]]]] },
});
/** Leaves 11, 12 ... lie in grid 1, leaves 21 ... in grid 2. */
const grid = (leaf: AreaRef | null) => leaf && ref(Math.floor(leaf.id / 10), "grid");

test("pieces between the same two grids are one", () => {
  const moves = movedAt([move(11, 12, 9), move(11, 21, 3), move(12, 21, 4)], grid);
  expect(moves.map(({ from, to, within }) => [from?.id, to?.id, within])).toEqual([
    [1, 2, false],
    [1, 1, true],
  ]);
  expect(moves[0]).toMatchObject({ households: 7, area_m2: 20, buildings: 2 });
  expect(moves[0]?.shape.coordinates).toHaveLength(2);
});

test("rounding is no move, unless somebody lives on it", () => {
  const bare = { ...move(11, 21, 0), buildings: 0, area_m2: 0.04 };
  expect(isTrifle(bare)).toBe(true);
  expect(isTrifle({ ...bare, residents: 1 })).toBe(false);
  expect(isTrifle({ ...bare, area_m2: 1 })).toBe(false);
});

test("an area that differs by rounding alone is as before; a new one never is", () => {
  const { from: _, to: __, shape: ___, ...figures } = move(11, 21, 300);
  const row = (after: typeof figures | null): AreaImpact => ({
    area: ref(11, "microgrid"),
    before: figures,
    after,
    deviation_before: null,
    deviation_after: null,
  });
  expect(isAsBefore(row({ ...figures, area_m2: 9.96 }))).toBe(true);
  expect(isAsBefore(row({ ...figures, households: 299 }))).toBe(false);
  expect(isAsBefore(row(null))).toBe(false);
});
