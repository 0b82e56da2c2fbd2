/**
 * Drafts as the server tells them: what was drawn, what it does, how far it has come.
 *
 * A write names the revision it was made on (`If-Match`) and carries a key of its own,
 * so that one sent twice over a bad line is made once.
 */
import type { FeatureCollection, LineString, MultiLineString, MultiPolygon } from "geojson";
import { ask } from "./ask";
import type { components } from "./schema";

type Schemas = components["schemas"];
/** What the server tells it always tells: a member without a value is null. */
type Told<T> = T extends readonly (infer One)[]
  ? Told<One>[]
  : T extends object
    ? { [Key in keyof T]-?: Told<Exclude<T[Key], undefined>> }
    : T;

export type Position = [number, number];
export type AreaRef = Schemas["AreaRef"];

export type DraftState =
  | "open"
  | "checked"
  | "approved"
  | "scheduled"
  | "in_force"
  | "retired"
  | "discarded";

export type DraftSummary = Omit<Told<Schemas["Draft"]>, "state"> & { state: DraftState };
export type DraftEdit = Told<Schemas["EditAnswer"]>;
export type Comment = Omit<Told<Schemas["Comment"]>, "at"> & { at: Position | null };

export type Draft = Omit<Told<Schemas["DraftDetail"]>, "draft" | "comments"> & {
  draft: DraftSummary;
  comments: Comment[];
};

export type BorderProperties = Told<Schemas["DrawnBorder"]>;
export type Borders = FeatureCollection<LineString, BorderProperties>;
export type Border = Borders["features"][number];

export type AreaProperties = Told<Schemas["DrawnArea"]>;
export type AreaFeatures = FeatureCollection<MultiPolygon, AreaProperties>;
export type AreaFeature = AreaFeatures["features"][number];

/** What is said of a new area; the server fills in the rest. */
export type NewArea = { [Key in keyof Schemas["NewBody"]]?: NonNullable<Schemas["NewBody"][Key]> };

type Sent = Schemas["ActBody"];
/** An act as the server takes it, with places for its numbers and all it names said. */
type Acting<Name extends Sent["act"]> = {
  [Key in keyof Extract<Sent, { act: Name }>]: Extract<Sent, { act: Name }>[Key];
};
type Drawn<Name extends Sent["act"], Places> = Omit<Acting<Name>, keyof Places> & Places;
type Sides = { areas: [number | null, number | null] };

/** One thing drawn or said, as it is sent. */
export type Act =
  | Drawn<"reshape", Sides & { line: Position[]; snap_m?: number }>
  | Drawn<"move_corner", { from: Position; to: Position }>
  | Drawn<"split", { line: Position[]; side: Schemas["SideBody"]; new: NewArea }>
  | Acting<"merge">
  | Drawn<"hand_over", { ring: Position[]; from: number[]; to: number | null }>
  | Acting<"reassign">
  | Drawn<"fill", { at: Position; new: NewArea }>
  | Drawn<"give_blank", { at: Position }>
  | Drawn<"draw", { ring: Position[]; from: number[]; new: NewArea }>
  | Drawn<"delete", { to: number | null }>
  | Drawn<"simplify", Sides>
  | Acting<"describe">;

export type Figures = Schemas["Figures"];
export type Figure = keyof Figures;
export type Move = Omit<Told<Schemas["Move"]>, "shape"> & { shape: MultiPolygon };
export type AreaImpact = Told<Schemas["AreaImpact"]>;
export type Impact = Omit<Told<Schemas["Impact"]>, "moves"> & { moves: Move[] };

export type Severity = "blocking" | "accepted" | "advice";

export type Issue = Omit<Told<Schemas["Issue"]>, "severity" | "at" | "shape" | "repair"> & {
  severity: Severity;
  at: Position | null;
  shape: GeoJSON.Geometry | null;
  repair: Act | null;
};

export type Outcome = Omit<
  Told<Schemas["Outcome"]>,
  "draft" | "changed" | "borders" | "issues" | "impact"
> & {
  draft: DraftSummary;
  changed: AreaFeatures;
  borders: Borders;
  issues: Issue[];
  impact: Impact;
};

export type Clash = Omit<Told<Schemas["Clash"]>, "at" | "mine" | "theirs"> & {
  at: Position | null;
  mine: MultiLineString | null;
  theirs: MultiLineString | null;
};
export type Conflicts = Omit<Told<Schemas["Conflicts"]>, "clashes"> & { clashes: Clash[] };
export type Take = Schemas["TakeWhose"];
export type PlanToCome = Schemas["PlanToCome"];
export type PlansHere = Told<Schemas["PlansHere"]>;

export type Box = readonly [number, number, number, number];

const at = (id: number) => `/api/v1/drafts/${id}`;
const boxed = (box: Box | null) =>
  box ? { bbox: box.map((edge) => edge.toFixed(6)).join(",") } : {};

export const drafts = (states: readonly DraftState[] | null, signal?: AbortSignal) =>
  ask<{ drafts: DraftSummary[] }>("GET", "/api/v1/drafts", {
    ...(states ? { query: { state: states.join(",") } } : {}),
    signal,
  });

export const openDraft = (title: string, note: string) =>
  ask<DraftSummary>("POST", "/api/v1/drafts", { body: { title, note }, once: true });

export const draft = (id: number, signal?: AbortSignal) => ask<Draft>("GET", at(id), { signal });

export const rename = (id: number, revision: number, to: { title?: string; note?: string }) =>
  ask<DraftSummary>("PATCH", at(id), { body: to, revision });

export const discard = (id: number, revision: number) => ask<null>("DELETE", at(id), { revision });

export const borders = (id: number, box: Box | null, signal?: AbortSignal) =>
  ask<Borders>("GET", `${at(id)}/borders`, { query: boxed(box), signal });

export const areas = (id: number, level: string, box: Box | null, signal?: AbortSignal) =>
  ask<AreaFeatures>("GET", `${at(id)}/areas`, { query: { level, ...boxed(box) }, signal });

export const edit = (id: number, revision: number, act: Act) =>
  ask<Outcome>("POST", `${at(id)}/edits`, { body: act, revision, once: true });

/** What an act would do; nothing is stored. */
export const attempt = (id: number, act: Act, signal?: AbortSignal) =>
  ask<Outcome>("POST", `${at(id)}/try`, { body: act, signal });

export const undo = (id: number, revision: number) =>
  ask<Outcome>("POST", `${at(id)}/undo`, { revision, once: true });

export const redo = (id: number, revision: number) =>
  ask<Outcome>("POST", `${at(id)}/redo`, { revision, once: true });

export const issues = (id: number, signal?: AbortSignal) =>
  ask<{ issues: Issue[] }>("GET", `${at(id)}/issues`, { signal });

export const impact = (id: number, signal?: AbortSignal) =>
  ask<Impact>("GET", `${at(id)}/impact`, { signal });

/** Where the figures lie as a file; the browser's own download fetches it. */
export const impactFile = (id: number, format: "csv" | "geojson") =>
  ask<Blob>("GET", `${at(id)}/impact`, { query: { format }, blob: true });

export const comment = (id: number, text: string, place: Position | null) =>
  ask<unknown>("POST", `${at(id)}/comments`, {
    body: { text, ...(place ? { at: place } : {}) },
    once: true,
  });

export const resolve = (id: number, comment: number) =>
  ask<unknown>("DELETE", `${at(id)}/comments/${comment}`, {});

export const waive = (id: number, revision: number, key: string, reason: string) =>
  ask<unknown>("POST", `${at(id)}/waivers`, { body: { key, reason }, revision, once: true });

export const unwaive = (id: number, revision: number, key: string) =>
  ask<unknown>("DELETE", `${at(id)}/waivers/${encodeURIComponent(key)}`, { revision });

/** A step on the way into force. */
export type Step =
  | { step: "check" }
  | { step: "approve"; note?: string }
  | { step: "reject"; note: string }
  | { step: "withdraw" }
  | { step: "schedule"; effective: string }
  | { step: "unschedule" }
  | { step: "publish"; note?: string };

export const advance = (id: number, revision: number, { step, ...body }: Step) =>
  ask<unknown>("POST", `${at(id)}/${step}`, { body, revision, once: true });

export const conflicts = (id: number, signal?: AbortSignal) =>
  ask<Conflicts>("GET", `${at(id)}/conflicts`, { signal });

export const rebase = (id: number, revision: number, take: Schemas["TakeBody"][]) =>
  ask<{ draft: DraftSummary; dropped: number[]; clashes: Clash[] }>("POST", `${at(id)}/rebase`, {
    body: { take },
    revision,
    once: true,
  });

/** What the city decides for itself: only what this page goes by is named. */
export const settings = (signal?: AbortSignal) =>
  ask<{ roles?: Record<string, unknown> }>("GET", "/api/v1/settings", { signal });

/** Every plan that will take effect, and what its ground is called: open to everybody. */
export const plans = async (signal?: AbortSignal): Promise<readonly PlanToCome[]> =>
  (await ask<{ plans: PlanToCome[] }>("GET", "/api/v1/plans", { signal })).plans;

/** What will change at a place, and from when: open to everybody. */
export const plansHere = (lon: number, lat: number, signal?: AbortSignal) =>
  ask<PlansHere>("GET", "/api/v1/plans/here", { query: { lon, lat }, signal });
