/** Lengths, areas, shares and days as text a reader takes in at a glance. */
import type { Language } from "../state/preferences.svelte";
import { dayOf, minuteOf } from "../state/releases";
import type { Messages } from "./zh-CN";

export interface Measures {
  number(value: number): string;
  length(metres: number): string;
  area(squareMetres: number): string;
  share(part: number): string;
  /** A walk: by tenths while they matter. */
  minutes(minutes: number): string;
  day(instant: string): string;
  /** Day and minute, in China's time. */
  instant(instant: string): string;
}

/** Formatters are dear to make and a list asks for thousands of figures, so they are kept. */
const kept = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, places: number, least: number): Intl.NumberFormat {
  const key = `${language}/${places}/${least}`;
  const known = kept.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, {
    maximumFractionDigits: places,
    minimumFractionDigits: least,
  });
  kept.set(key, made);
  return made;
}

export function measures(language: Language, units: Messages["units"]): Measures {
  const digits = (value: number, places: number, least = 0) =>
    formatter(language, places, least).format(value);
  return {
    number: (value) => digits(value, 0),
    length(metres) {
      if (metres < 1) return units.under;
      if (metres < 1000) return `${digits(metres, metres < 10 ? 1 : 0)} ${units.m}`;
      return `${digits(metres / 1000, metres < 10_000 ? 1 : 0)} ${units.km}`;
    },
    area(squareMetres) {
      if (squareMetres >= 1e6) return `${digits(squareMetres / 1e6, 2, 2)} ${units.km2}`;
      if (squareMetres >= 1e4) return `${digits(squareMetres / 1e4, 1, 1)} ${units.ha}`;
      return `${digits(squareMetres, 0)} ${units.m2}`;
    },
    /** Never rounds doubt away: below certainty it stays below 100 %. */
    share(part) {
      const percent = part * 100;
      if (percent > 99 && percent < 100) return "> 99 %";
      if (percent > 0 && percent < 1) return "< 1 %";
      return `${Math.round(percent)} %`;
    },
    minutes(minutes) {
      if (minutes < 1) return units.underMinute;
      return `${digits(minutes, minutes < 10 ? 1 : 0)} ${units.min}`;
    },
    day: dayOf,
    instant: minuteOf,
  };
}
