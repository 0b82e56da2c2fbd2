import { expect, test } from "vitest";
import type { Position } from "../api/drafts";
import {
  bent,
  comesNear,
  contains,
  ground,
  labelPlace,
  length,
  middle,
  nearestOn,
  withInserted,
  withMoved,
  withRemoved,
} from "./lines";

const line: Position[] = [
  [102, 40],
  [102.001, 40],
  [102.002, 40.001],
];

test("a moved end is a corner, a moved inner point a new course, no move nothing", () => {
  expect(bent(line, withMoved(line, 0, [101.9, 40]))).toEqual({
    corner: { from: [102, 40], to: [101.9, 40] },
  });
  expect(bent(line, withMoved(line, 2, [103, 40]))).toMatchObject({ corner: { to: [103, 40] } });
  expect(bent(line, withMoved(line, 1, [102.001, 40.0005]))).toHaveProperty("line");
  expect(bent(line, [...line])).toBeNull();
});

test("points are put in and taken out between the ends, never at them", () => {
  expect(withInserted(line, 0)[1]).toEqual([102.0005, 40]);
  expect(withInserted(line, 2)).toEqual(line);
  expect(withRemoved(line, 1)).toHaveLength(2);
  expect(withRemoved(line, 0)).toEqual(line);
  expect(withRemoved(line, 2)).toEqual(line);
});

test("lengths and grounds are metres on the ground", () => {
  expect(length([line[0] as Position, line[1] as Position])).toBeCloseTo(85.28, 1);
  const square: Position[] = [
    [0, 0],
    [0.001, 0],
    [0.001, 0.001],
    [0, 0.001],
  ];
  expect(ground(square)).toBeCloseTo(12_392, -1);
});

test("the nearest place on a line lies on it", () => {
  const found = nearestOn(line, [102.0005, 40.0002]);
  expect(found?.after).toBe(0);
  expect(found?.at[0]).toBeCloseTo(102.0005, 6);
  expect(found?.metres).toBeCloseTo(22.3, 1);
  expect(nearestOn([], [0, 0])).toBeNull();
  expect(middle(line)[0]).toBeGreaterThan(102.001);
});

test("a hole is outside, and a name never stands in it", () => {
  const ring = (r: number): Position[] => [
    [-r, -r],
    [r, -r],
    [r, r],
    [-r, r],
    [-r, -r],
  ];
  const shape: GeoJSON.Polygon = { type: "Polygon", coordinates: [ring(3), ring(1)] };
  expect(contains(shape, [0, 0])).toBe(false);
  expect(contains(shape, [2, 0])).toBe(true);
  const place = labelPlace(shape);
  expect(place && contains(shape, place.at)).toBe(true);
  expect(place?.room).toBeGreaterThan(50_000);
});

test("a line comes near where one of its pieces does", () => {
  expect(comesNear(line, [102.0005, 40.0000004], 0.1)).toBe(true);
  expect(comesNear(line, [102.0005, 40.000002], 0.1)).toBe(false);
  expect(comesNear(line, [101.9999999, 40], 0.1)).toBe(true);
  expect(comesNear([], [102, 40], 0.1)).toBe(false);
});
