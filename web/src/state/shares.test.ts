import { describe, expect, it } from "vitest";
import type { AreaCoverage, Count } from "../api/reach";
import { arrangedShares, paintOf, shareOf, stepOf } from "./shares";

const count = (people: number | null): Count => ({ people, households: people, buildings: 1 });

const area = (
  id: number,
  people: number | null,
  left: number | null,
  over: number | null = 0,
): AreaCoverage => {
  const ring = {
    covered: count(people === null || left === null ? people : people - left - (over ?? 0)),
    over_capacity: count(over),
    not_covered: count(left),
    straight: count(people),
    land_share: 0.5,
  };
  return {
    id,
    code: String(id),
    level: "grid",
    name: `第${id}网格`,
    people,
    households: people,
    buildings: 3,
    median_minutes: id,
    rings: [
      { minutes: 8, ...ring },
      { minutes: 15, ...ring },
    ],
    served_by: [],
    hidden: left === null,
  };
};

describe("a share", () => {
  it("counts those whose station is full as reached", () => {
    expect(shareOf(area(1, 200, 50, 30), 15)).toBe(0.75);
  });

  it("is not guessed where a count is hidden: it may hide many as well as few", () => {
    expect(shareOf(area(1, 300, null), 15)).toBeNull();
    expect(shareOf(area(1, null, 20), 15)).toBeNull();
  });

  it("is unknown where nobody lives", () => {
    expect(shareOf(area(1, 0, 0), 15)).toBeNull();
  });

  it("falls into five steps, each edge into the upper one", () => {
    expect([0, 0.49, 0.5, 0.7, 0.849, 0.85, 0.95, 1].map(stepOf)).toEqual([0, 0, 1, 2, 2, 3, 4, 4]);
  });
});

it("paints areas by step, hatches those nobody reaches, dots the overfull and leaves the unknown", () => {
  const areas = [
    area(1, 100, 0),
    area(2, 100, 100),
    area(3, 100, 20, 30),
    area(4, 0, 0),
    area(5, 90, null),
  ];
  expect(paintOf(areas, 15, "grid")).toEqual({
    level: "grid",
    steps: [[2], [], [3], [], [1]],
    bare: [2],
    overfull: [3],
  });
});

describe("the coverage table", () => {
  const rows = [area(1, 100, 5), area(2, 100, null), area(3, 0, 0), area(10, 100, 40)];
  const ids = (by: "share" | "not_covered" | "name", down: boolean) =>
    arrangedShares(rows, { by, down }, 15).map(({ id }) => id);

  it("begins where most people are left out, what is hidden at the end", () => {
    expect(ids("not_covered", true)).toEqual([10, 1, 3, 2]);
    expect(ids("not_covered", false)).toEqual([3, 1, 10, 2]);
  });

  it("keeps areas without a share at the end, whichever way shares are turned", () => {
    expect(ids("share", false)).toEqual([10, 1, 2, 3]);
    expect(ids("share", true)).toEqual([1, 10, 2, 3]);
  });

  it("sorts names with their numbers", () => {
    expect(ids("name", false)).toEqual([1, 2, 3, 10]);
  });
});
