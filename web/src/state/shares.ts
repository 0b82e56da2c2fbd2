/**
 * Shares of people covered, and how an area is painted by them.
 *
 * A public answer hides small counts, and larger ones by which a small one could be
 * worked out. A hidden count says nothing: no share is shown, no colour claimed.
 */
import type { AreaCoverage, CoverageRow, RingCount } from "../api/reach";
import type { CoverageOrder, Ring } from "./address";

/** The lower edges of the ramp's upper four steps. */
export const STEPS = [0.5, 0.7, 0.85, 0.95] as const;

export const ringOf = (row: CoverageRow, ring: Ring): RingCount | undefined =>
  row.rings.find(({ minutes }) => minutes === ring);

/**
 * The part of the people within reach of a station, whether or not it can serve them
 * all; null where nobody lives and where a count is hidden.
 */
export function shareOf(row: CoverageRow, ring: Ring): number | null {
  const left = ringOf(row, ring)?.not_covered.people;
  return left == null || !row.people ? null : 1 - left / row.people;
}

export function stepOf(share: number): number {
  const above = STEPS.findIndex((edge) => share < edge);
  return above < 0 ? STEPS.length : above;
}

/** More than this part of an area's people find their stations full: it is dotted. */
const OVERFULL = 0.1;

/** What is drawn over each area; one without people, or with hidden counts, is left bare. */
export function paintOf(areas: readonly AreaCoverage[], ring: Ring, level: string) {
  const steps: number[][] = [[], [], [], [], []];
  const bare: number[] = [];
  const overfull: number[] = [];
  for (const area of areas) {
    const share = shareOf(area, ring);
    if (share === null) continue;
    steps[stepOf(share)]?.push(area.id);
    if (share === 0) bare.push(area.id);
    const over = ringOf(area, ring)?.over_capacity.people ?? 0;
    if (area.people && over / area.people > OVERFULL) overfull.push(area.id);
  }
  return { level, steps, bare, overfull };
}

const collate = new Intl.Collator("zh-CN", { numeric: true }).compare;

/** The rows in the asked order; those without a figure at the end; ties by code. */
export function arrangedShares(
  areas: readonly AreaCoverage[],
  order: CoverageOrder,
  ring: Ring,
): AreaCoverage[] {
  const figure = (area: AreaCoverage): number | null =>
    order.by === "share" ? shareOf(area, ring) : (ringOf(area, ring)?.not_covered.people ?? null);
  const turn = order.down ? -1 : 1;
  const by = (a: AreaCoverage, b: AreaCoverage): number => {
    if (order.by === "name") return turn * collate(a.name, b.name);
    const [one, other] = [figure(a), figure(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return turn * (one - other);
  };
  return [...areas].sort((a, b) => by(a, b) || collate(a.code, b.code));
}
