/**
 * What scheduled plans make of an area: for whoever lives there and has it open.
 *
 * The server tells an area as of any instant to come, after all plans of that instant. So
 * instants are compared, each with the one before it, and not plans.
 */
import * as api from "../api/client";
import * as drafts from "../api/drafts";
import { Problem } from "../api/problem";
import { comesNear, ringsOf } from "../edit/lines";
import { FIELDS, FIGURES, type Field, written } from "./describing";

/** One thing that will be otherwise. */
export type Change =
  /** The area is no more; `to` is who takes all of its ground, null where several share it. */
  | { is: "ends"; to: string | null }
  /** The area is no more, and nobody of its level answers for its ground. */
  | { is: "ends_blank" }
  | { is: "name"; to: string }
  | { is: "code"; to: string }
  /** Something the public may know; null where it is on record no longer. */
  | { is: "attribute"; key: Field; to: string | null }
  /** Others stand above it: their names, the widest first. */
  | { is: "above"; to: readonly string[] }
  | { is: "ground"; from: number; to: number };

/** A plan as people speak of it. */
export type Named = Pick<drafts.PlanToCome, "draft" | "title" | "effective_at">;

/** An instant at which plans take effect. */
export interface Instant<P extends Named = Named> {
  effective_at: string;
  /** Those of that instant, each built on the one before it. */
  plans: readonly [P, ...P[]];
}

export interface Coming extends Instant {
  changes: readonly Change[];
}

type Known = Pick<
  api.AreaDetail,
  "id" | "level" | "name" | "code" | "path" | "area_m2" | "geometry" | "attributes"
>;

/** Nearer than this to the old border a new point moves nothing: the lattice rounds by less. */
const MOVED_M = 0.1;
/** Ground that differs by less is the same: sums of floats, and what the lattice rounds. */
const SAME_M2 = 1;

/** Plans by the instant at which they take effect, the next first; what has begun is not to come. */
export function instantsOf<P extends Named>(plans: readonly P[], now: number): Instant<P>[] {
  const found = new Map<number, Instant<P>>();
  for (const plan of plans) {
    const at = Date.parse(plan.effective_at);
    if (at <= now) continue;
    const held = found.get(at);
    const { effective_at } = plan;
    found.set(
      at,
      held ? { ...held, plans: [...held.plans, plan] } : { effective_at, plans: [plan] },
    );
  }
  return [...found].sort(([a], [b]) => a - b).map(([, instant]) => instant);
}

/** What all plans of an instant are called. */
export const titlesOf = ({ plans }: Instant, between: string): string =>
  plans.map(({ title, draft }) => title || `#${draft}`).join(between);

/** Who answers for a place from each instant on; an instant after which it is as before is left out. */
export function changesAt(
  { now, next }: drafts.PlansHere,
  after: number,
): (Instant & { path: drafts.PlansHere["now"]; turns: Turn[] })[] {
  const ids = (path: drafts.PlansHere["now"]) => JSON.stringify(path);
  let before = now;
  return instantsOf(next, after).flatMap((instant) => {
    const path = instant.plans.at(-1)?.path ?? [];
    const was = before;
    before = path;
    return ids(path) === ids(was) ? [] : [{ ...instant, path, turns: turnsOf(was, path) }];
  });
}

/** A level at which a place is somebody else's, or called otherwise; null is nobody's. */
export interface Turn {
  level: string;
  from: drafts.AreaRef | null;
  to: drafts.AreaRef | null;
}

/** Where two paths differ, the widest level first. */
function turnsOf(was: drafts.PlansHere["now"], then: drafts.PlansHere["now"]): Turn[] {
  const [long, short] = was.length >= then.length ? [was, then] : [then, was];
  const levels = [...new Set([...long, ...short].map(({ level }) => level))];
  return levels.flatMap((level) => {
    const [from = null, to = null] = [was, then].map((path) =>
      path.find((step) => step.level === level),
    );
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ level, from, to }];
  });
}

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
  for (const key of FIELDS.filter((field) => !FIGURES.includes(field))) {
    const [was, to] = [before, after].map((area) => said(area, key));
    if (was !== to) changes.push({ is: "attribute", key, to: to || null });
  }
  if (ids(before) !== ids(after)) {
    changes.push({ is: "above", to: above(after).map(({ name, code }) => name || code) });
  }
  if (moved(before.geometry, after.geometry)) {
    changes.push({ is: "ground", from: before.area_m2, to: after.area_m2 });
  }
  return changes;
}

const said = ({ attributes }: Known, key: Field): string =>
  written((attributes as Record<string, unknown> | undefined)?.[key]).trim();

/**
 * What every instant makes of an area in force, the next first; those that leave it alone are
 * left out. `tell` hears of each as it is found, so that a later failure takes nothing back.
 */
export async function comingTo(
  area: api.AreaDetail,
  signal: AbortSignal,
  tell: (found: readonly Coming[]) => void = () => {},
): Promise<Coming[]> {
  const found: Coming[] = [];
  let before = area;
  let asOf: string | null = null;
  for (const instant of instantsOf(await drafts.plans(signal), Date.now())) {
    const { effective_at } = instant;
    const after = await areaThen(area.id, effective_at, signal);
    const changes = after
      ? changesOf(before, after)
      : [await endOf(before, asOf, effective_at, signal)];
    if (changes.length > 0) {
      found.push({ ...instant, changes });
      tell([...found]);
    }
    if (!after) break;
    before = after;
    asOf = effective_at;
  }
  return found;
}

/** An area at an instant, or now; null where there is none. */
async function areaThen(
  id: number,
  at: string | null,
  signal: AbortSignal,
): Promise<api.AreaDetail | null> {
  try {
    return await api.area(id, at === null ? {} : { at }, signal);
  } catch (thrown) {
    const gone =
      thrown instanceof Problem && thrown.fault.kind === "refused" && thrown.fault.status === 404;
    if (gone) return null;
    throw thrown;
  }
}

/** Who comes after an area that ends. Only one who takes all of it is named: others live there too. */
async function endOf(
  area: api.AreaDetail,
  before: string | null,
  at: string,
  signal: AbortSignal,
): Promise<Change> {
  const [lon = 0, lat = 0] = area.label_point;
  const { divisions } = await api.locate({ lon, lat, at }, signal);
  const answer = divisions.find(({ division }) => division === area.division);
  const holds = answer?.reason.kind === "within" || answer?.reason.kind === "on_border";
  const heir = holds ? answer.path.find(({ level }) => level === area.level) : undefined;
  if (!heir) return { is: "ends_blank" };
  const [was, then] = await Promise.all(
    [before, at].map((when) => areaThen(heir.id, when, signal)),
  );
  const gained = (then?.area_m2 ?? 0) - (was?.area_m2 ?? 0);
  const all = Math.abs(gained - area.area_m2) < SAME_M2;
  return { is: "ends", to: all ? heir.name || heir.code : null };
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
  return some
    .flat()
    .some(
      (point) =>
        !held.has(String(point)) && !others.some((ring) => comesNear(ring, point, MOVED_M)),
    );
}
