/**
 * A place typed as numbers: "116.39, 39.90", "39.90N 116.39E", "北纬39°54′ 东经116°23′".
 *
 * Longitude comes first unless a letter or a word says otherwise, or only the other
 * order is possible on earth or within the town.
 */
import type { Place } from "./address";

export interface Typed extends Place {
  /** Whether it lies where the map has something to tell. */
  inTown: boolean;
}

type Bounds = readonly number[];

/** Of a degree, about a kilometre: a place just outside may have an answer too. */
const BESIDE = 0.01;

/** Null where the text is no coordinate; what else it may be is for the search to find. */
export function placeIn(text: string, bounds: Bounds | null): Typed | null {
  const tokens = tokensOf(plain(text));
  const pair = tokens && paired(tokens);
  if (!pair) return null;
  const places = ordered(pair).filter(onEarth);
  const found = places.find((place) => within(place, bounds)) ?? places[0];
  return found ? { ...found, inTown: within(found, bounds) } : null;
}

/** As it is shown and written: longitude first, as precise as it was meant. */
export const written = ({ lon, lat }: Place): string => {
  const degrees = (value: number) => {
    const short = String(Number(value.toFixed(6)));
    return /\.\d\d/.test(short) ? short : value.toFixed(2);
  };
  return `${degrees(lon)}, ${degrees(lat)}`;
};

/** What Chinese input methods, phones and papers write, in plain signs. */
const plain = (text: string): string =>
  text
    .replace(/[º˚]/g, "°")
    .replace(/[″”“＂〃]|''|’’|′′/g, '"')
    .replace(/[′’‘´`＇]/g, "'")
    .normalize("NFKC")
    .replace(/[−–—]/g, "-")
    .replace(/(\d)。(?=\d)/g, "$1.")
    .toUpperCase()
    .trim();

interface Angle {
  is: "number";
  value: number;
  /** Written as degrees: with a point, a sign of degrees, or minutes. */
  fine: boolean;
}
interface Mark {
  is: "mark";
  axis: "lon" | "lat";
  turn: 1 | -1;
}
type Token = Angle | Mark | { is: "comma" };

const NUMBER = /^([+-]?\d{1,3}(?:\.\d+)?)(?![\d.])/;
const DEGREES = /^\s*[°度]/;
const MINUTES = /^\s*(\d{1,2}(?:\.\d+)?)\s*['分]/;
const SECONDS = /^\s*(\d{1,2}(?:\.\d+)?)\s*["秒]/;
const MARK =
  /^(?:(北纬|NORTH|N)|(南纬|SOUTH|S)|(东经|EAST|E)|(西经|WEST|W)|(纬度|LATITUDE|LAT)|(经度|LONGITUDE|LONG|LNG|LON))(?![A-Z])\s*[:=]?/;
const BETWEEN = /^[\s()[\]]+/;
const COMMA = /^[,;、/|]/;

/** Null where anything stands there that no coordinate has. */
function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  for (let rest = text; rest !== ""; ) {
    const blank = BETWEEN.exec(rest);
    const read = blank ? { token: null, rest: rest.slice(blank[0].length) } : next(rest);
    if (!read) return null;
    if (read.token) tokens.push(read.token);
    rest = read.rest;
  }
  return tokens;
}

function next(text: string): { token: Token; rest: string } | null {
  const comma = COMMA.exec(text);
  if (comma) return { token: { is: "comma" }, rest: text.slice(1) };
  const mark = MARK.exec(text);
  if (mark) {
    const [all, north, south, , west, lat] = mark;
    const axis = north || south || lat ? "lat" : "lon";
    const turn = south || west ? -1 : 1;
    return { token: { is: "mark", axis, turn }, rest: text.slice(all.length) };
  }
  return angle(text);
}

/** 39.9, 39.9°, 39°54.3′ or 39°54′20″. */
function angle(text: string): { token: Angle; rest: string } | null {
  const whole = NUMBER.exec(text);
  if (!whole?.[1]) return null;
  let rest = text.slice(whole[0].length);
  let value = Math.abs(Number(whole[1]));
  let fine = whole[1].includes(".");
  const degrees = DEGREES.exec(rest);
  if (degrees) {
    fine = true;
    rest = rest.slice(degrees[0].length);
    for (const [part, of] of [
      [MINUTES, 60],
      [SECONDS, 3600],
    ] as const) {
      const found = part.exec(rest);
      if (!found) break;
      const amount = Number(found[1]);
      if (amount >= 60) return null;
      value += amount / of;
      rest = rest.slice(found[0].length);
    }
  }
  if (whole[1].startsWith("-")) value = -value;
  return { token: { is: "number", value, fine }, rest };
}

interface Pair {
  first: number;
  second: number;
  /** What the first one is, where that was written. */
  axis: "lon" | "lat" | null;
}

/** Two numbers, each with at most one mark beside it. */
function paired(tokens: readonly Token[]): Pair | null {
  const commas = tokens.filter(({ is }) => is === "comma").length;
  const numbers = tokens.filter((token) => token.is === "number");
  const [one, other] = numbers;
  if (!one || !other || numbers.length > 2 || commas > 1) return null;
  const marks = marksOf(tokens.filter((token) => token.is !== "comma"));
  if (!marks) return null;
  const [mine, theirs] = marks;
  // Two plain whole numbers are more likely a date, a house or part of a code; with nothing
  // between them both have to be written as degrees.
  const fine = commas === 0 ? one.fine && other.fine : one.fine || other.fine;
  if (!mine && !theirs && !fine) return null;
  if (mine && theirs && mine.axis === theirs.axis) return null;
  const turned = ({ value }: Angle, mark: Mark | null): number | null => {
    if (mark === null || mark.turn === 1) return value;
    return value < 0 ? null : -value;
  };
  const [first, second] = [turned(one, mine), turned(other, theirs)];
  if (first === null || second === null) return null;
  const opposite = theirs && (theirs.axis === "lon" ? "lat" : "lon");
  return { first, second, axis: mine?.axis ?? opposite };
}

/** Which mark belongs to which number: all stand before theirs, or all after. */
function marksOf(tokens: readonly (Angle | Mark)[]): [Mark | null, Mark | null] | null {
  const shape = tokens.map(({ is }) => (is === "mark" ? "m" : "n")).join("");
  const mark = (at: number): Mark | null => {
    const token = tokens[at];
    return token?.is === "mark" ? token : null;
  };
  switch (shape) {
    case "nn":
      return [null, null];
    case "mnmn":
      return [mark(0), mark(2)];
    case "nmnm":
      return [mark(1), mark(3)];
    case "mnn":
      return [mark(0), null];
    case "nmn":
      return [mark(1), null];
    case "nnm":
      return [null, mark(2)];
    default:
      return null;
  }
}

/** Every way to read the two, the likeliest first. */
function ordered({ first, second, axis }: Pair): Place[] {
  const asWritten = { lon: first, lat: second };
  const swapped = { lon: second, lat: first };
  if (axis !== null) return [axis === "lon" ? asWritten : swapped];
  return [asWritten, swapped];
}

const onEarth = ({ lon, lat }: Place) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

function within({ lon, lat }: Place, bounds: Bounds | null): boolean {
  const [west, south, east, north] = bounds ?? [];
  if (west === undefined || south === undefined || east === undefined || north === undefined) {
    return true;
  }
  const between = (value: number, low: number, high: number) =>
    value >= low - BESIDE && value <= high + BESIDE;
  return between(lon, west, east) && between(lat, south, north);
}
