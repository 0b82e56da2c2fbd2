import { expect, it } from "vitest";
import { apart, stepped } from "./disc";

const here = { lon: 102.05, lat: 40.35 };

it("steps by metres in every direction, and knows how far that was", () => {
  for (const way of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    expect(apart(here, stepped(here, way, 50))).toBeCloseTo(50, 2);
  }
  expect(stepped(here, [1, 0], 10).lon).toBeGreaterThan(here.lon);
  expect(stepped(here, [0, -1], 10).lat).toBeLessThan(here.lat);
});
