/**
 * What scheduled plans make of an area: for whoever lives there and has it open.
 *
 * The server tells an area as of any day to come. Two days are held against each other:
 * each plan is built on those before it, so each is compared with the one before.
 */
import * as api from "../api/client";
import * as drafts from "../api/drafts";
import { Problem } from "../api/problem";
import { nearestOn, ringsOf, same } from "../edit/lines";

/** One thing that will be otherwise. */
export type Change =
  /** The area is no more; `to` is who has its middle then. */
  | { is: "ends"; to: string | null }
  | { is: "name"; to: string }
  | { is: "code"; to: string }
  /** Others stand above it: their names, the widest first. */
  | { is: "above"; to: readonly string[] }
  | { is: "ground"; from: number; to: number };

/** A plan as people speak of it. */
export type Named = Pick<drafts.PlanToCome, "draft" | "title" | "effective_at">;

export interface Coming extends Named {
  changes: readonly Change[];
}

type Known = Pick<
  api.AreaDetail,
  "id" | "level" | "name" | "code" | "path" | "area_m2" | "geometry"
>;

/** Nearer than this to the old border a new point moves nothing: the lattice rounds by less. */
const MOVED_M = 0.1;

/** What differs between an area before and after; not that it ends. */
export function changesOf(before: Known, after: Known): Change[] {
  const above = ({ path, id }: Known) => path.filter((step) => step.id !== id);
  const ids = (area: Known) =>
    above(area)
      .map(({ id }) => id)
      .join();
  const changes: Change[] = [];
  if (before.name !== after.name) changes.push({ is: "name", to: after.name || after.code });
  if (before.code !== after.code) changes.push({ is: "code", to: after.code });
  if (ids(before) !== ids(after)) {
    changes.push({ is: "above", to: above(after).map(({ name, code }) => name || code) });
  }
  if (moved(before.geometry, after.geometry)) {
    changes.push({ is: "ground", from: before.area_m2, to: after.area_m2 });
  }
  return changes;
}

/** What every plan makes of an area in force, the next first; those that leave it alone are left out. */
export async function comingTo(area: api.AreaDetail, signal: AbortSignal): Promise<Coming[]> {
  const found: Coming[] = [];
  let before = area;
  for (const { draft, title, effective_at } of await drafts.plans(signal)) {
    const after = await areaThen(area.id, effective_at, signal);
    const changes = after ? changesOf(before, after) : [await endOf(before, draft, signal)];
    if (changes.length > 0) found.push({ draft, title, effective_at, changes });
    if (!after) break;
    before = after;
  }
  return found;
}

async function areaThen(
  id: number,
  at: string,
  signal: AbortSignal,
): Promise<api.AreaDetail | null> {
  try {
    return await api.area(id, { at }, signal);
  } catch (thrown) {
    const gone =
      thrown instanceof Problem && thrown.fault.kind === "refused" && thrown.fault.status === 404;
    if (gone) return null;
    throw thrown;
  }
}

/** Who comes after an area that ends. */
async function endOf(area: api.AreaDetail, draft: number, signal: AbortSignal): Promise<Change> {
  const [lon = 0, lat = 0] = area.label_point;
  const { next } = await drafts.plansHere(lon, lat, signal);
  const path = next.find((plan) => plan.draft === draft)?.path;
  const heir = path?.find(({ level }) => level === area.level);
  return { is: "ends", to: heir ? heir.name || heir.code : null };
}

/** Whether ground was gained or lost. A point more on the same line, where neighbours met, is not. */
function moved(before: Known["geometry"], after: Known["geometry"]): boolean {
  const [old, now] = [rings(before), rings(after)];
  return strays(now, old) || strays(old, now);
}

type Rings = ReturnType<typeof ringsOf>;
const rings = (shape: Known["geometry"]): Rings => ringsOf(shape as GeoJSON.Geometry);

/** Whether a point of some rings lies off the others. */
function strays(some: Rings, others: Rings): boolean {
  const held = new Set(others.flat().map(String));
  return some.flat().some((point) => {
    if (held.has(String(point))) return false;
    return !others.some((ring) => {
      if (ring.some((one) => same(one, point))) return true;
      const nearest = nearestOn(ring, point);
      return nearest !== null && nearest.metres < MOVED_M;
    });
  });
}
