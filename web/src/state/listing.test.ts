import { describe, expect, it } from "vitest";
import type { AreaSummary } from "../api/client";
import { arranged } from "./listing.svelte";

const area = (code: string, name: string, population: unknown): AreaSummary => ({
  id: Number(code),
  level: "grid",
  division: "main",
  code,
  name,
  area_m2: 1000 * Number(code),
  children: 0,
  label_point: [0, 0],
  bounds: [0, 0, 0, 0],
  attributes: { population },
});
const rows = [area("10", "东桥", 5), area("9", "柳堤", "70"), area("2", "河湾", null)];
const codes = (found: AreaSummary[]) => found.map((row) => row.code);

describe("the list", () => {
  it("sorts codes as numbers, not as letters", () => {
    expect(codes(arranged(rows, { by: "code", down: false }, ""))).toEqual(["2", "9", "10"]);
  });

  it("sorts figures whether they came as text or as numbers, unknown ones last", () => {
    expect(codes(arranged(rows, { by: "population", down: true }, ""))).toEqual(["9", "10", "2"]);
    expect(codes(arranged(rows, { by: "population", down: false }, ""))).toEqual(["10", "9", "2"]);
  });

  it("sorts by what is counted, and tells nothing of a hidden figure by its place", () => {
    const counted = (code: string, people: number | null) => ({
      ...area(code, code, 9999),
      counted: { people, households: people, rounded: false },
    });
    const rows = [counted("1", null), counted("2", 40), counted("3", 0), counted("4", 70)];
    const sorted = (down: boolean) => codes(arranged(rows, { by: "population", down }, ""));
    expect(sorted(true)).toEqual(["4", "2", "3", "1"]);
    expect(sorted(false)).toEqual(["3", "2", "4", "1"]);
  });

  it("keeps rows that hold every word, in name or code", () => {
    expect(codes(arranged(rows, { by: "code", down: false }, "桥 10"))).toEqual(["10"]);
  });
});
