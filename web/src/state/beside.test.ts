import { expect, test } from "vitest";
import type { AreaFeature, Border } from "../api/drafts";
import { besides, nearFirst, neighbours } from "./beside";
import { EMPTY, withLevel } from "./drawn";

const ref = (id: number, level: string) => ({ id, level, code: `${id}`, name: `${id}` });

const area = (id: number, level: string, parent: number | null): AreaFeature => ({
  type: "Feature",
  properties: { ...ref(id, level), parent, state: "same", leaf: level === "grid", attributes: {} },
  geometry: { type: "MultiPolygon", coordinates: [] },
});

const border = (left: number, right: number | null, length_m: number): Border => ({
  type: "Feature",
  properties: {
    left: ref(left, "grid"),
    right: right === null ? null : ref(right, "grid"),
    level: "grid",
    length_m,
  },
  geometry: { type: "LineString", coordinates: [] },
});

/** Grids 1, 2 in community 10; 3 in 11. 1 meets 3 twice, and nobody once. */
const grids = withLevel(EMPTY, "grid", [
  area(1, "grid", 10),
  area(2, "grid", 10),
  area(3, "grid", 11),
]);
const town = {
  ...withLevel(grids, "community", [area(10, "community", null), area(11, "community", null)]),
  borders: [
    border(1, 2, 70),
    border(1, 3, 40),
    border(3, 1, 50),
    border(1, null, 5),
    border(2, 3, 9),
  ],
};

test("a neighbour that is met twice is told once, with both pieces and their whole length", () => {
  const found = neighbours(town, ref(1, "grid"));
  expect(found.map(({ area, length_m }) => [area?.id, length_m])).toEqual([
    [3, 90],
    [2, 70],
    [undefined, 5],
  ]);
  expect(found[0]?.pieces.map(({ properties }) => properties.length_m)).toEqual([50, 40]);
});

test("borders within an area are none of its own", () => {
  const found = neighbours(town, ref(10, "community"));
  expect(found.map(({ area, pieces }) => [area?.id, pieces.length])).toEqual([
    [11, 3],
    [undefined, 1],
  ]);
});

test("neighbours are known at the level above too, and come first", () => {
  expect([...besides(town, [ref(2, "grid")], "community")].sort()).toEqual([10, 11]);
  const all = [{ id: 1 }, { id: 2 }, { id: 3 }];
  expect(nearFirst(all, besides(town, [ref(2, "grid")], "grid"))).toEqual({
    near: [{ id: 1 }, { id: 3 }],
    rest: [{ id: 2 }],
  });
});
