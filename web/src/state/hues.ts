/**
 * Six hues for the areas of a draft, neighbours never alike if six are enough.
 *
 * An area keeps its hue while a border is dragged: only what is new, or what came to
 * lie beside its own hue, is given another. One that ended keeps it too: beside the draft
 * it may still be drawn, as what is in force. Where nothing differs the same map is given.
 */
import type { AreaFeature } from "../api/drafts";
import { ringsOf } from "../edit/lines";

const HUES = 6;

export function huesOf(
  areas: Iterable<AreaFeature>,
  before: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const beside = neighbours(areas);
  const hues = new Map<number, number>();
  for (const id of beside.keys()) {
    const kept = before.get(id);
    if (kept !== undefined) hues.set(id, kept);
  }
  for (const [id, others] of [...beside].sort(([a], [b]) => a - b)) {
    const taken = new Set([...others].map((other) => hues.get(other)));
    const kept = hues.get(id);
    if (kept !== undefined && !taken.has(kept)) continue;
    const wished = kept ?? id % HUES;
    const free = Array.from({ length: HUES }, (_, step) => (wished + step) % HUES);
    hues.set(id, free.find((hue) => !taken.has(hue)) ?? wished);
  }
  const same = [...hues].every(([id, hue]) => before.get(id) === hue);
  return same ? before : new Map([...before, ...hues]);
}

/** The same by hue, as a style asks for it. */
export const byHue = (hues: ReadonlyMap<number, number>): number[][] =>
  Array.from({ length: HUES }, (_, hue) =>
    [...hues].flatMap(([id, one]) => (one === hue ? [id] : [])),
  );

/** Areas that share a corner are neighbours: on a coverage that is what a border is. */
function neighbours(areas: Iterable<AreaFeature>): Map<number, Set<number>> {
  const at = new Map<string, number[]>();
  const beside = new Map<number, Set<number>>();
  for (const { geometry, properties } of areas) {
    beside.set(properties.id, new Set());
    for (const ring of ringsOf(geometry)) {
      for (const [lon, lat] of ring) {
        const key = `${lon},${lat}`;
        const here = at.get(key);
        if (!here) at.set(key, [properties.id]);
        else if (!here.includes(properties.id)) here.push(properties.id);
      }
    }
  }
  for (const here of at.values()) {
    for (const one of here) {
      for (const other of here) if (one !== other) beside.get(one)?.add(other);
    }
  }
  return beside;
}
