/**
 * How many live in an area, and how that is known.
 *
 * The population in force is counted in the area as it is now. Where none is in force
 * there is at most what was given at import, which a redrawn border makes wrong.
 */
import type { AreaSummary } from "../api/client";

export const FIGURES = ["people", "households"] as const;
export type Figure = (typeof FIGURES)[number];

export type Inhabitants =
  /** Rounded where the public must not tell one person more or less. */
  | { is: "counted"; number: number; rounded: boolean }
  | { is: "given"; number: number }
  /** Counted and not told: it would point at fewer than ten people. It may be any number. */
  | { is: "hidden" };

/** The keys under which an import gives the same figures. */
const GIVEN: Record<Figure, string> = { people: "population", households: "households" };

type Area = Pick<AreaSummary, "counted"> & { attributes?: unknown };

/** Null where nothing is known. */
export function inhabitants(area: Area, figure: Figure): Inhabitants | null {
  if (area.counted) {
    const number = area.counted[figure];
    if (number == null) return { is: "hidden" };
    // Nobody is exactly nobody: a few would be hidden.
    return { is: "counted", number, rounded: area.counted.rounded && number > 0 };
  }
  const number = numberIn(area.attributes, GIVEN[figure]);
  return number === null ? null : { is: "given", number };
}

/** Whether figures of these areas are those of the import. */
export const areGiven = (areas: readonly Area[]): boolean =>
  areas.some((area) => inhabitants(area, "people")?.is === "given");

/** To sort by; what is hidden or not known has no place among figures. */
export function peopleIn(area: Area): number | null {
  const people = inhabitants(area, "people");
  return people === null || people.is === "hidden" ? null : people.number;
}

/** Everything else that is known of an area. */
export function otherAttributes(attributes: unknown): Record<string, unknown> {
  const figures = Object.values(GIVEN);
  const all = Object.entries((attributes ?? {}) as Record<string, unknown>);
  return Object.fromEntries(all.filter(([key]) => !figures.includes(key)));
}

/** A number among the attributes, however it was written at import. */
function numberIn(attributes: unknown, key: string): number | null {
  const value = ((attributes ?? {}) as Record<string, unknown>)[key];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
