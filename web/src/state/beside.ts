/** Who lies beside an area, and along which borders. */
import type { AreaRef, Border } from "../api/drafts";
import { type Drawn, upTo } from "./drawn";

export interface Neighbour {
  /** Null where nobody holds the ground beyond. */
  area: AreaRef | null;
  length_m: number;
  /** The longest first: a neighbour may be met in several places. */
  pieces: Border[];
}

/**
 * The neighbours of an area, the one with the longest border first. A border runs between
 * two leaves; it is the area's where only one of them is within it.
 */
export function neighbours(drawn: Drawn, area: Pick<AreaRef, "id" | "level">): Neighbour[] {
  const found = new Map<number | null, Neighbour>();
  for (const border of drawn.borders) {
    const { left, right, length_m } = border.properties;
    const [one, two] = [left, right].map((side) => upTo(drawn, side, area.level));
    if (one?.id === two?.id || (one?.id !== area.id && two?.id !== area.id)) continue;
    const other = (one?.id === area.id ? two : one) ?? null;
    const held = found.get(other?.id ?? null) ?? { area: other, length_m: 0, pieces: [] };
    held.length_m += length_m;
    held.pieces.push(border);
    found.set(other?.id ?? null, held);
  }
  for (const { pieces } of found.values()) {
    pieces.sort((a, b) => b.properties.length_m - a.properties.length_m);
  }
  return [...found.values()].sort((a, b) => b.length_m - a.length_m);
}

/** The ids of all that lie beside some areas of one level, as a level above it sees them. */
export function besides(drawn: Drawn, areas: readonly AreaRef[], level: string): Set<number> {
  const met = areas.flatMap((area) => neighbours(drawn, area));
  return new Set(met.flatMap(({ area }) => upTo(drawn, area, level)?.id ?? []));
}

/** Two lists out of one: those that are near, and the rest; the order stays. */
export function nearFirst<One extends { id: number }>(
  all: readonly One[],
  near: ReadonlySet<number>,
): { near: One[]; rest: One[] } {
  return {
    near: all.filter(({ id }) => near.has(id)),
    rest: all.filter(({ id }) => !near.has(id)),
  };
}
