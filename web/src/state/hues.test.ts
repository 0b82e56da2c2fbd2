import { expect, test } from "vitest";
import type { AreaFeature } from "../api/drafts";
import { huesOf } from "./hues";

const square = (id: number, west: number, south: number): AreaFeature => ({
  type: "Feature",
  properties: {
    id,
    code: "",
    name: "",
    level: "grid",
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
          [west, south],
          [west + 1, south],
          [west + 1, south + 1],
          [west, south + 1],
          [west, south],
        ],
      ],
    ],
  },
});
/** Ids that would all like the same hue. */
const block = [square(6, 0, 0), square(12, 1, 0), square(18, 0, 1), square(24, 1, 1)];

test("neighbours never have the same hue", () => {
  const hues = huesOf(block, new Map());
  expect(new Set(hues.values()).size).toBe(4);
});

test("what is there keeps its hue when something new comes", () => {
  const before = huesOf(block, new Map());
  const after = huesOf([...block, square(30, 2, 0)], before);
  for (const [id, hue] of before) expect(after.get(id)).toBe(hue);
  expect(after.get(30)).not.toBe(after.get(12));
});

test("an area that ended keeps its hue for the map of what is in force", () => {
  const before = huesOf(block, new Map());
  const after = huesOf(block.slice(1), before);
  expect(after.get(6)).toBe(before.get(6));
});

test("the same map is given where nothing differs, so that no picture is made anew", () => {
  const before = huesOf(block, new Map());
  expect(huesOf(block, before)).toBe(before);
});
