import { expect, test } from "vitest";
import type { AreaRef, Move } from "../api/drafts";
import { movedAt } from "./moves";

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
