/**
 * Shares of people covered, and how an area is painted by them.
 *
 * A public answer hides counts below ten. A share is then known only to lie
 * between two bounds, and is shown as the bound that claims less.
 */
import type { AreaCoverage, CoverageRow, RingCount } from "../api/reach";
import type { CoverageOrder, Ring } from "./address";

/** A count is hidden while it is not zero and below this. */
export const FEWEST = 10;

/** The lower edges of the ramp's upper four steps. */
export const STEPS = [0.5, 0.7, 0.85, 0.95] as const;

export interface Share {
  value: number;
  /** `at_least` and `at_most` where a hidden count leaves it open. */
  sure: "exact" | "at_least" | "at_most";
}

export const ringOf = (row: CoverageRow, ring: Ring): RingCount | undefined =>
  row.rings.find(({ minutes }) => minutes === ring);

/** The part of the people within reach of a station, whether or not it can serve them all. */
export function shareOf(row: CoverageRow, ring: Ring): Share | null {
  const counts = ringOf(row, ring);
  if (!counts || !row.people) return null;
  const left = counts.not_covered.people;
  if (left != null) return { value: 1 - left / row.people, sure: "exact" };
  if (row.people < 2 * FEWEST) return null;
  const { covered, over_capacity: over } = counts;
  const reached = (covered.people ?? 0) + (over.people ?? 0);
  // Few are left out, or so few are reached that they are hidden too.
  if (reached === 0) return { value: (FEWEST - 1) / row.people, sure: "at_most" };
  return { value: 1 - (FEWEST - 1) / row.people, sure: "at_least" };
}

export function stepOf(share: number): number {
  const above = STEPS.findIndex((edge) => share < edge);
  return above < 0 ? STEPS.length : above;
}

/** More than this part of an area's people find their stations full: it is dotted. */
const OVERFULL = 0.1;

/** What is drawn over each area; one without people is left bare of colour. */
export function paintOf(areas: readonly AreaCoverage[], ring: Ring, level: string) {
  const steps: number[][] = [[], [], [], [], []];
  const bare: number[] = [];
  const overfull: number[] = [];
  for (const area of areas) {
    const share = shareOf(area, ring);
    if (!share) continue;
    steps[stepOf(share.value)]?.push(area.id);
    if (share.sure === "exact" && share.value === 0) bare.push(area.id);
    const over = ringOf(area, ring)?.over_capacity.people ?? 0;
    if (area.people && over / area.people > OVERFULL) overfull.push(area.id);
  }
  return { level, steps, bare, overfull };
}

const collate = new Intl.Collator("zh-CN", { numeric: true }).compare;

/** The rows in the asked order; a hidden count stands between none and ten; ties by code. */
export function arrangedShares(
  areas: readonly AreaCoverage[],
  order: CoverageOrder,
  ring: Ring,
): AreaCoverage[] {
  const people = (count: number | null | undefined) => count ?? FEWEST / 2;
  const figure = (area: AreaCoverage): number => {
    switch (order.by) {
      case "share":
        // Nobody lives there: below the worst, whichever way it is turned.
        return shareOf(area, ring)?.value ?? (order.down ? -1 : 2);
      case "not_covered":
        return people(ringOf(area, ring)?.not_covered.people);
      case "name":
        return 0;
    }
  };
  const turn = order.down ? -1 : 1;
  const by = (a: AreaCoverage, b: AreaCoverage) =>
    order.by === "name" ? collate(a.name, b.name) : figure(a) - figure(b);
  return [...areas].sort((a, b) => turn * by(a, b) || collate(a.code, b.code));
}
