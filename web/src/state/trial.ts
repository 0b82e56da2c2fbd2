/**
 * A planner's trial: the places a station has stood at, so that every move can
 * be taken back, to where it really stands.
 */
import type { Place } from "./address";

/** A trial is a value: where the station stands now, and where it stood before. */
export interface Trial {
  /** Null for a new station. */
  station: number | null;
  place: Place;
  /** The last one is the newest. */
  before: readonly Place[];
}

/** Places that differ by less than the lattice are one. */
const same = (a: Place, b: Place) =>
  Math.abs(a.lon - b.lon) < 1e-7 && Math.abs(a.lat - b.lat) < 1e-7;

export const begun = (station: number | null, place: Place): Trial => ({
  station,
  place,
  before: [],
});

export function moved(trial: Trial, place: Place): Trial {
  return same(trial.place, place)
    ? trial
    : { ...trial, place, before: [...trial.before, trial.place] };
}

/** One move back; a trial that never moved stays. */
export function undone(trial: Trial): Trial {
  const last = trial.before.at(-1);
  return last ? { ...trial, place: last, before: trial.before.slice(0, -1) } : trial;
}

/** Back to where it began, itself a move that can be taken back. */
export function returned(trial: Trial): Trial {
  const [first] = trial.before;
  return first ? moved(trial, first) : trial;
}
