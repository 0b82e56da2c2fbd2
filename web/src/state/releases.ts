/** Which Release answers at an instant. */
import type { Release } from "../api/client";

/** How a reader stands to time: the frame is tinted when it is not the present. */
export type Moment =
  | { is: "present"; release: Release }
  | { is: "past" | "planned"; release: Release; at: string }
  | { is: "before"; at: string }
  | { is: "unpublished" };

/** The Release in force at `at`: the last one whose instant of effect has come. */
export function inForce(releases: readonly Release[], at: Date): Release | null {
  let found: Release | null = null;
  for (const release of releases) {
    const begun = Date.parse(release.effective_at) <= at.getTime();
    if (begun && (found === null || release.number > found.number)) found = release;
  }
  return found;
}

/** Reads an asked instant against the releases and the clock. */
export function momentOf(releases: readonly Release[], at: string | null, now: Date): Moment {
  const current = inForce(releases, now);
  if (at === null) return current ? { is: "present", release: current } : { is: "unpublished" };
  const release = inForce(releases, new Date(at));
  if (!release) return { is: "before", at };
  return { is: Date.parse(at) > now.getTime() ? "planned" : "past", release, at };
}

/** The last second of a day in the reader's own time zone, written with its offset. */
export function endOfDay(day: string): string | null {
  const end = new Date(`${day}T23:59:59`);
  if (Number.isNaN(end.getTime())) return null;
  const offset = -end.getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  return `${day}T23:59:59${sign}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
