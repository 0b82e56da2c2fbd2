import { describe, expect, it } from "vitest";
import { placeIn, written } from "./coordinates";

const BEIJING = [116.2, 39.7, 116.6, 40.1];
const read = (text: string, bounds: readonly number[] | null = BEIJING) => {
  const place = placeIn(text, bounds);
  return place && [Number(place.lon.toFixed(5)), Number(place.lat.toFixed(5))];
};

describe("a typed coordinate", () => {
  it.each([
    "116.39, 39.90",
    "116.39,39.90",
    "  116.39 39.90 ",
    "116.39，39.90",
    "１１６．３９，　３９．９０",
    "116。39，39。90",
    "116.39、39.90",
    "116.39;39.90",
    "116.39/39.9",
    "(116.39, 39.90)",
    "（116.39，39.90）",
    "[116.39,39.90]",
    "+116.39 +39.90",
    "116.39°, 39.90°",
    "116.39° 39.90°",
    "116.39º 39.90˚",
    "116.39度，39.90度",
  ])("reads %j with the longitude first", (text) => expect(read(text)).toEqual([116.39, 39.9]));

  it.each([
    "39.90N 116.39E",
    "39.90 n, 116.39 e",
    "N39.90 E116.39",
    "n 39.90° e 116.39°",
    "E116.39N39.90",
    "116.39E,39.90N",
    "北纬39.90 东经116.39",
    "东经 116.39°，北纬 39.90°",
    "东经116.39度北纬39.90度",
    "经度：116.39，纬度：39.90",
    "lat=39.90, lng=116.39",
    "Latitude: 39.90 Longitude: 116.39",
    "lon 116.39 lat 39.90",
    "39.90N, 116.39",
    "39.90, 116.39E",
    "N 39.90 116.39",
  ])("takes what %j says of its order", (text) => expect(read(text)).toEqual([116.39, 39.9]));

  it.each([
    "116°23′24″, 39°54′0″",
    `116°23'24" 39°54'00"`,
    "39°54′00″N 116°23′24″E",
    "39° 54' 0'' N, 116° 23' 24'' E",
    "北纬39°54′，东经116°23.4′",
    "东经116度23分24秒 北纬39度54分",
    "39°54’N 116°23.4’E",
  ])("counts minutes and seconds in %j", (text) => expect(read(text)).toEqual([116.39, 39.9]));

  it("is turned round where only that is on earth", () => {
    expect(read("39.90, 116.39", null)).toEqual([116.39, 39.9]);
    expect(read("-33.9, 151.2", null)).toEqual([151.2, -33.9]);
  });

  it("is turned round where only that lies in the town", () => {
    const urumqi = [87.4, 43.7, 87.8, 44];
    expect(read("87.6, 43.8", urumqi)).toEqual([87.6, 43.8]);
    expect(read("43.8, 87.6", urumqi)).toEqual([87.6, 43.8]);
    expect(read("43.8, 87.6", null)).toEqual([43.8, 87.6]);
    // What is written is believed, wherever it leads.
    expect(read("43.8E, 87.6N", urumqi)).toEqual([43.8, 87.6]);
  });

  it("says whether it lies in the town, or a little beside it", () => {
    const inTown = (text: string) => placeIn(text, BEIJING)?.inTown;
    expect(inTown("116.39, 39.90")).toBe(true);
    expect(inTown("116.605, 39.90")).toBe(true);
    expect(inTown("117.39, 39.90")).toBe(false);
    expect(inTown("-116.39, 39.90")).toBe(false);
    expect(placeIn("117.39, 39.90", null)?.inTown).toBe(true);
  });

  it("may lie south and west", () => {
    expect(read("43°12′W 22°54′S", null)).toEqual([-43.2, -22.9]);
    expect(read("西经43.2 南纬22.9", null)).toEqual([-43.2, -22.9]);
    expect(read("−43.2, −22.9", null)).toEqual([-43.2, -22.9]);
    expect(read("-0.5, 51.5", null)).toEqual([-0.5, 51.5]);
  });

  it("may be whole degrees, where a sign or a letter says so", () => {
    expect(read("116°,40°", null)).toEqual([116, 40]);
    expect(read("116, 39.9", null)).toEqual([116, 39.9]);
    expect(read("E116 N40", null)).toEqual([116, 40]);
  });
});

describe("no coordinate", () => {
  it.each([
    "",
    " ",
    ",",
    "116.39",
    "116.39,",
    "116 39",
    "116,40",
    "8/15",
    "12、3",
    "3；12",
    "102 3",
    "999999001001001",
    "999999001, 3",
    "文昌社区",
    "文昌社区第3网格",
    "3号楼2单元",
    "116.39, 39.90, 52.1",
    "116.39,,39.90",
    "1.2.3, 4.5",
    "116,39 39,90",
    "200.5, 95.5",
    "181, 40",
    "91.5, 92.5",
    "39.90N 116.39N",
    "116.39E 39.90E",
    "-39.9S 116.39E",
    "116°75′, 39°54′",
    "116°23′61″, 39°54′",
    "116.39 Nord 39.90",
    "NaN, NaN",
    "1e2, 3e1",
    "0x10, 0x20",
    "116.39, 39.90 附近",
    "-, -",
    "°, °",
    "E, N",
  ])("is %j", (text) => expect(placeIn(text, null)).toBeNull());
});

it("is written as it was meant, to two places at least and six at most", () => {
  expect(written({ lon: 116.39, lat: 39.9 })).toBe("116.39, 39.90");
  expect(written({ lon: 116, lat: 39.12345678 })).toBe("116.00, 39.123457");
  expect(written({ lon: -43.2, lat: -22.9 })).toBe("-43.20, -22.90");
});
