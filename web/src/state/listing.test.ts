import { describe, expect, it } from "vitest";
import type { AreaSummary } from "../api/client";
import { arranged, figure } from "./listing.svelte";

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
    expect(figure({ attributes: { population: "" } }, "population")).toBeNull();
  });

  it("keeps rows that hold every word, in name or code", () => {
    expect(codes(arranged(rows, { by: "code", down: false }, "桥 10"))).toEqual(["10"]);
  });
});
