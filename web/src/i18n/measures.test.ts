import { describe, expect, it } from "vitest";
import { en } from "./en";
import { measures } from "./measures";
import { zh } from "./zh-CN";

const chinese = measures("zh-CN", zh.units);
const english = measures("en", en.units);

describe("measures", () => {
  it("writes lengths as short as they can be trusted", () => {
    expect([0.4, 3.26, 12.4, 999, 1830, 25_400].map(chinese.length)).toEqual([
      "不到 1 米",
      "3.3 米",
      "12 米",
      "999 米",
      "1.8 公里",
      "25 公里",
    ]);
  });

  it("writes areas in the unit people use for that size", () => {
    expect([320, 41_250, 2_320_000].map(english.area)).toEqual(["320 m²", "4.1 ha", "2.32 km²"]);
  });

  it("counts a walk by tenths while they matter", () => {
    expect([0.4, 1, 6.44, 12.6].map(chinese.minutes)).toEqual([
      "不到 1 分钟",
      "1 分钟",
      "6.4 分钟",
      "13 分钟",
    ]);
    expect(english.minutes(0.2)).toBe("under 1 min");
  });

  it("never rounds doubt away", () => {
    expect([1, 0.999, 0.62, 0.002, 0].map(english.share)).toEqual([
      "100 %",
      "> 99 %",
      "62 %",
      "< 1 %",
      "0 %",
    ]);
  });
});
