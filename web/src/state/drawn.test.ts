import { expect, test } from "vitest";
import type { AreaFeature, Border, Outcome, Position } from "../api/drafts";
import { areaAt, borderOf, EMPTY, nearestBorder, upTo, withLevel, withOutcome } from "./drawn";

const ref = (id: number) => ({ id, level: "grid", code: `${id}`, name: `${id}` });

const square = (id: number, west: number): AreaFeature => ({
  type: "Feature",
  properties: {
    ...ref(id),
    parent: null,
    state: "same",
    leaf: true,
    attributes: {},
  },
  geometry: {
    type: "MultiPolygon",
    coordinates: [
      [
        [
          [west, 0],
          [west + 1, 0],
          [west + 1, 1],
          [west, 1],
          [west, 0],
        ],
      ],
    ],
  },
});

const border = (left: number | null, right: number | null, line: Position[]): Border => ({
  type: "Feature",
  properties: {
    left: left === null ? null : ref(left),
    right: right === null ? null : ref(right),
    level: "grid",
    length_m: 1,
  },
  geometry: { type: "LineString", coordinates: line },
});

const town = {
  ...withLevel(EMPTY, "grid", [square(1, 0), square(2, 1), square(3, 2)]),
  borders: [
    border(1, 2, [
      [1, 0],
      [1, 1],
    ]),
    border(2, 3, [
      [2, 0],
      [2, 1],
    ]),
    border(1, null, [
      [1, 0],
      [0, 0],
      [0, 1],
      [1, 1],
    ]),
  ],
};

const outcome = (part: Partial<Outcome>) =>
  ({
    created: [],
    ended: [],
    issues: [],
    changed: { type: "FeatureCollection", features: [] },
    borders: { type: "FeatureCollection", features: [] },
    ...part,
  }) as unknown as Outcome;

test("a merge takes the ended area away and brings the borders around the other anew", () => {
  const after = withOutcome(
    town,
    outcome({
      ended: [ref(1)],
      changed: { type: "FeatureCollection", features: [square(2, 0)] },
      borders: {
        type: "FeatureCollection",
        features: [
          border(2, 3, [
            [2, 0],
            [2, 1],
          ]),
        ],
      },
    }),
  );
  expect([...(after.areas.get("grid")?.keys() ?? [])]).toEqual([2, 3]);
  expect(after.borders).toHaveLength(1);
});

test("what an outcome does not name stays the very same", () => {
  const after = withOutcome(town, outcome({}));
  expect(after.areas.get("grid")).toBe(town.areas.get("grid"));
  expect(after.borders).toEqual(town.borders);
});

test("a border that comes again replaces its twin, whichever way it runs", () => {
  const turned = border(3, 2, [
    [2, 1],
    [2, 0],
  ]);
  const after = withOutcome(
    town,
    outcome({ borders: { type: "FeatureCollection", features: [turned] } }),
  );
  expect(after.borders).toHaveLength(3);
});

test("a press finds the nearest border within reach, and a pick finds it again", () => {
  const found = nearestBorder(town.borders, { lon: 1.00005, lat: 0.5 }, 10);
  expect(found?.properties.left?.id).toBe(1);
  expect(nearestBorder(town.borders, { lon: 1.5, lat: 0.5 }, 10)).toBeNull();
  const again = borderOf(town, { is: "border", left: 2, right: 1, at: { lon: 1, lat: 0.4 } });
  expect(again).toBe(found);
});

test("a leaf is named by what holds it, as far up as is known", () => {
  const house = (id: number, level: string, parent: number | null) => {
    const area = square(id, 0);
    return { ...area, properties: { ...area.properties, id, level, parent } };
  };
  const leaf = { id: 8, level: "microgrid", code: "8", name: "8" };
  const held = withLevel(withLevel(EMPTY, "microgrid", [house(8, "microgrid", 4)]), "grid", [
    house(4, "grid", 2),
  ]);
  expect(upTo(held, leaf, "grid")?.id).toBe(4);
  expect(upTo(held, leaf, "microgrid")?.id).toBe(8);
  expect(upTo(held, leaf, "community")).toBe(leaf);
  expect(upTo(held, null, "grid")).toBeNull();
});

test("a place lies in one area, or in none", () => {
  expect(areaAt(town, "grid", [1.5, 0.5])?.properties.id).toBe(2);
  expect(areaAt(town, "grid", [9, 9])).toBeNull();
});
