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

/** China keeps one time: a release takes effect by it wherever the reader sits. */
const OFFSET_HOURS = 8;

/** The calendar day of an instant, in China's time. */
export function dayOf(instant: string): string {
  const shifted = Date.parse(instant) + OFFSET_HOURS * 3_600_000;
  return Number.isFinite(shifted) ? new Date(shifted).toISOString().slice(0, 10) : instant;
}

/** The same to the minute. */
export function minuteOf(instant: string): string {
  const shifted = Date.parse(instant) + OFFSET_HOURS * 3_600_000;
  if (!Number.isFinite(shifted)) return instant;
  return new Date(shifted).toISOString().slice(0, 16).replace("T", " ");
}

/** Whether its day says which instant is meant: nothing else that is spoken of falls on it. */
export const dayTells = (instant: string, others: readonly string[]): boolean =>
  others.every(
    (other) => Date.parse(other) === Date.parse(instant) || dayOf(other) !== dayOf(instant),
  );

/** A day and minute as a field gives them, as an instant of China's time. */
export const instantAt = (local: string): string | null =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? `${local}:00+0${OFFSET_HOURS}:00` : null;

/** The last second of a day, in China's time. */
export function endOfDay(day: string): string | null {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T23:59:59+0${OFFSET_HOURS}:00` : null;
}
