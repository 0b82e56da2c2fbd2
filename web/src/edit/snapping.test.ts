import { expect, test } from "vitest";
import type { Border, Position } from "../api/drafts";
import { snapped } from "./snapping";

const border = (...coordinates: Position[]): Border => ({
  type: "Feature",
  properties: { left: null, right: null, level: "grid", length_m: 0 },
  geometry: { type: "LineString", coordinates },
});
const borders = [border([102, 40], [102.001, 40])];
const streets: Position[][] = [
  [
    [102, 40.001],
    [102.001, 40.001],
  ],
];

test("a corner is taken before the course beside it", () => {
  expect(snapped({ borders, streets }, [102.00002, 40.00003], 5)).toEqual([102, 40]);
});

test("far from a corner the course is taken", () => {
  const [lon, lat] = snapped({ borders, streets }, [102.0005, 40.00003], 5) ?? [];
  expect(lon).toBeCloseTo(102.0005, 7);
  expect(lat).toBe(40);
});

test("a street draws where no border is near", () => {
  expect(snapped({ borders, streets }, [102.0004, 40.00098], 5)?.[1]).toBe(40.001);
  expect(snapped({ borders, streets: [] }, [102.0004, 40.00098], 5)).toBeNull();
});
