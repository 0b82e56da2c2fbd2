/** What moves, told at the level that is looked at: leaf by leaf it is a list nobody reads. */
import type { AreaImpact, AreaRef, Figures, Move } from "../api/drafts";

/** Ground of one level that goes from one area to another, or stays within one. */
export interface Moved extends Move {
  within: boolean;
}

export function movedAt(
  moves: readonly Move[],
  holder: (leaf: AreaRef | null) => AreaRef | null,
): Moved[] {
  const sums = new Map<string, Moved>();
  for (const move of moves) {
    const [from, to] = [holder(move.from), holder(move.to)];
    const key = `${from?.id}-${to?.id}`;
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, { ...move, from, to, within: from !== null && from.id === to?.id });
      continue;
    }
    for (const figure of FIGURES) sum[figure] += move[figure];
    const coordinates = [...sum.shape.coordinates, ...move.shape.coordinates];
    sum.shape = { type: "MultiPolygon", coordinates };
  }
  // What changes hands comes first, the most people on top.
  return [...sums.values()].sort(
    (a, b) =>
      Number(a.within) - Number(b.within) || b.households - a.households || b.area_m2 - a.area_m2,
  );
}

const FIGURES = [
  "area_m2",
  "residents",
  "households",
  "buildings",
  "incidents",
  "stations",
] as const;

/** Less ground than this, with nothing on it, moves where a corner is rounded to the lattice. */
const TRIFLE_M2 = 1;

/** Whether this much is rounding and not what somebody drew. */
export const isTrifle = (much: Figures): boolean =>
  Math.abs(much.area_m2) < TRIFLE_M2 &&
  FIGURES.every((figure) => figure === "area_m2" || much[figure] === 0);

/** Whether an area is there before and after and differs by rounding alone. */
export function isAsBefore({ before, after }: AreaImpact): boolean {
  if (!before || !after) return false;
  const by = { ...before };
  for (const figure of FIGURES) by[figure] = after[figure] - before[figure];
  return isTrifle(by);
}
