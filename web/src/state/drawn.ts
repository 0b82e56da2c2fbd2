/**
 * The ground as a draft draws it: areas by level and the borders between their leaves.
 *
 * An edit or a trial brings what it changed; everything else is what it was.
 */
import type { AreaFeature, AreaRef, Border, Outcome, Position } from "../api/drafts";
import { contains, nearestOn, same } from "../edit/lines";
import type { Place } from "./address";
import type { Pick } from "./redraw";

export interface Drawn {
  /** Levels that were asked for, each with its areas by id. */
  areas: ReadonlyMap<string, ReadonlyMap<number, AreaFeature>>;
  borders: readonly Border[];
}

export const EMPTY: Drawn = { areas: new Map(), borders: [] };

export function withLevel(drawn: Drawn, level: string, found: readonly AreaFeature[]): Drawn {
  const areas = new Map(drawn.areas);
  areas.set(level, new Map(found.map((area) => [area.properties.id, area])));
  return { ...drawn, areas };
}

/** The ground after an outcome. Borders come anew around every leaf that changed. */
export function withOutcome(drawn: Drawn, outcome: Outcome): Drawn {
  const ended = new Set(outcome.ended.map(({ id }) => id));
  const changed = new Set(outcome.changed.features.map(({ properties }) => properties.id));
  const areas = new Map<string, ReadonlyMap<number, AreaFeature>>();
  for (const [level, held] of drawn.areas) {
    const here = outcome.changed.features.filter(({ properties }) => properties.level === level);
    const gone = [...held.keys()].some((id) => ended.has(id));
    if (here.length === 0 && !gone) {
      areas.set(level, held);
      continue;
    }
    const next = new Map([...held].filter(([id]) => !ended.has(id)));
    for (const area of here) next.set(area.properties.id, area);
    areas.set(level, next);
  }
  const stale = ({ properties: { left, right } }: Border) =>
    [left, right].some((side) => side !== null && (changed.has(side.id) || ended.has(side.id)));
  const kept = drawn.borders.filter(
    (border) => !stale(border) && !outcome.borders.features.some((fresh) => twin(border, fresh)),
  );
  return { areas, borders: [...kept, ...outcome.borders.features] };
}

/** One and the same border, whichever way it runs. */
export function twin(a: Border, b: Border): boolean {
  const [a0, a1] = ends(a);
  const [b0, b1] = ends(b);
  if (!a0 || !a1 || !b0 || !b1) return false;
  const sides = (border: Border) =>
    [border.properties.left?.id ?? 0, border.properties.right?.id ?? 0]
      .sort((x, y) => x - y)
      .join();
  if (sides(a) !== sides(b)) return false;
  return (same(a0, b0) && same(a1, b1)) || (same(a0, b1) && same(a1, b0));
}

const ends = ({ geometry }: Border) => [
  geometry.coordinates[0] as Position | undefined,
  geometry.coordinates.at(-1) as Position | undefined,
];

/** The border a pick means: of those between its two sides the nearest to its place. */
export function borderOf(drawn: Drawn, pick: Extract<Pick, { is: "border" }>): Border | null {
  const wanted = [pick.left ?? 0, pick.right ?? 0].sort((a, b) => a - b).join();
  const between = drawn.borders.filter(({ properties: { left, right } }) => {
    const sides = [left?.id ?? 0, right?.id ?? 0].sort((a, b) => a - b);
    return sides.join() === wanted;
  });
  return nearestBorder(between, pick.at, Number.POSITIVE_INFINITY);
}

/** The border a press means, no farther off than a finger is wide. */
export function nearestBorder(
  borders: readonly Border[],
  { lon, lat }: Place,
  within: number,
): Border | null {
  let best: { border: Border; metres: number } | null = null;
  for (const border of borders) {
    const found = nearestOn(border.geometry.coordinates as Position[], [lon, lat]);
    if (found && found.metres <= within && (!best || found.metres < best.metres)) {
      best = { border, metres: found.metres };
    }
  }
  return best?.border ?? null;
}

/** The area of a level that holds a place. */
export function areaAt(drawn: Drawn, level: string | null, at: Position): AreaFeature | null {
  for (const area of drawn.areas.get(level ?? "")?.values() ?? []) {
    if (contains(area.geometry, at)) return area;
  }
  return null;
}

/** The areas a line runs through or a ring holds corners in, those of most points first. */
export function areasAlong(
  drawn: Drawn,
  level: string | null,
  line: readonly Position[],
): number[] {
  const met = new Map<number, number>();
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1] as Position, line[at] as Position];
    for (const part of [0.2, 0.5, 0.8]) {
      const between: Position = [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
      const id = areaAt(drawn, level, between)?.properties.id;
      if (id !== undefined) met.set(id, (met.get(id) ?? 0) + 1);
    }
  }
  return [...met].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}

export function areaById(drawn: Drawn, id: number): AreaFeature | null {
  for (const held of drawn.areas.values()) {
    const found = held.get(id);
    if (found) return found;
  }
  return null;
}

/** What holds a leaf at a level above it: itself, where nothing above is known. */
export function upTo(drawn: Drawn, leaf: AreaRef | null, level: string): AreaRef | null {
  let now = leaf;
  while (now && now.level !== level) {
    const held: AreaFeature | null = areaById(drawn, now.id);
    const above: AreaFeature | null =
      held?.properties.parent == null ? null : areaById(drawn, held.properties.parent);
    if (!above) return leaf;
    now = above.properties;
  }
  return now;
}
