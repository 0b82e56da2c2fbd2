/**
 * The address bar holds the whole state of the room.
 *
 * Everything stands in the fragment: a fragment never leaves the browser, so a
 * shared link puts no coordinate into anyone's access log.
 *
 *     #/map?point=110.5081,31.2052&accuracy=30&level=grid&view=15.20,110.5080,31.2050
 */

import { ASIDES, COMPARES, type DraftSubject, opened, type Pick, TOOLS } from "./redraw";

/** What the room is about. A screen is a value: no flags beside it. */
export type Subject =
  | { kind: "overview" }
  | { kind: "answer"; lon: number; lat: number; accuracy: number | null }
  | { kind: "area"; id: number }
  | {
      kind: "list";
      parent: number | null;
      chosen: number | null;
      order: Order;
      filter: string;
    }
  /** Who is covered, by area: the table that equals the coloured map. */
  | { kind: "coverage"; chosen: number | null; spot: number | null; order: CoverageOrder }
  | { kind: "stations"; filter: string }
  /** One station; `from` is the place the way on foot begins at. */
  | { kind: "station"; id: number; from: Place | null }
  /** The planner's trial: a station moved to `place`, or a new one where `station` is null. */
  | { kind: "trial"; station: number | null; place: Place | null }
  /** A draft on the map: the tool in hand, what is picked, what stands beside the map. */
  | DraftSubject;

export interface Place {
  lon: number;
  lat: number;
}

/** How the list is sorted. */
export interface Order {
  by: Column;
  down: boolean;
}

export const COLUMNS = ["code", "name", "parent", "size", "population", "children"] as const;
export type Column = (typeof COLUMNS)[number];

export const FIRST_ORDER: Order = { by: "code", down: false };

export const COVERAGE_COLUMNS = ["name", "share", "not_covered"] as const;
export type CoverageColumn = (typeof COVERAGE_COLUMNS)[number];

export interface CoverageOrder {
  by: CoverageColumn;
  down: boolean;
}

/** Where most people are left out stands first. */
export const FIRST_COVERAGE: CoverageOrder = { by: "not_covered", down: true };

export const ROOMS = ["map", "planner"] as const;
export type RoomName = (typeof ROOMS)[number];

/** The minutes on foot that planning counts in. */
export const RINGS = [8, 15] as const;
export type Ring = (typeof RINGS)[number];

/** What the filled areas show: themselves, or who is covered. */
export const FILLS = ["areas", "coverage"] as const;
export type Fill = (typeof FILLS)[number];

export interface Camera {
  zoom: number;
  lon: number;
  lat: number;
}

/** What the reader may hide, in the order of the legend. */
export const LAYERS = [
  "fills",
  "borders",
  "labels",
  "blanks",
  "stations",
  "circles",
  "spots",
  "base",
] as const;
export type Layer = (typeof LAYERS)[number];

export interface View {
  room: RoomName;
  subject: Subject;
  /** The Level that is filled; null leaves the choice to the page. */
  level: string | null;
  hidden: readonly Layer[];
  fill: Fill;
  ring: Ring;
  /** The one kind of station that counts; null takes all kinds together. */
  stationKind: string | null;
  /** Key of the walking preset; null takes the server's standard. */
  preset: string | null;
  /** Only stations that are open now. */
  openNow: boolean;
  /** An instant (RFC 3339); null is now. */
  at: string | null;
  camera: Camera | null;
}

export const START: View = {
  room: "map",
  subject: { kind: "overview" },
  level: null,
  hidden: [],
  fill: "areas",
  ring: 15,
  stationKind: null,
  preset: null,
  openNow: false,
  at: null,
  camera: null,
};

/** The server answers for error radii up to this many metres. */
export const LARGEST_ACCURACY_M = 5000;

/** Reads an address; whatever it does not understand falls back to the start. */
export function parse(fragment: string): View {
  const [path = "", query = ""] = fragment.split("?", 2);
  const given = new URLSearchParams(query);
  const room = path === "#/planner" ? "planner" : "map";
  return {
    room,
    subject: room === "planner" ? (draftIn(given) ?? trialIn(given)) : subjectIn(given),
    level: given.get("level"),
    hidden: LAYERS.filter((layer) => given.get("hide")?.split(",").includes(layer)),
    fill: given.get("fill") === "coverage" ? "coverage" : "areas",
    ring: RINGS.find((ring) => String(ring) === given.get("ring")) ?? START.ring,
    stationKind: word(given.get("kind")),
    preset: word(given.get("preset")),
    openNow: given.get("open") === "now",
    at: instant(given.get("at")),
    camera: cameraIn(given.get("view")),
  };
}

/** Writes the address; `parse(format(view))` is the view again. */
export function format(view: View): string {
  const parts: string[] = [];
  const put = (key: string, value: string | number) =>
    parts.push(`${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
  const { subject } = view;
  if (subject.kind === "answer") {
    put("point", `${degrees(subject.lon)},${degrees(subject.lat)}`);
    if (subject.accuracy !== null) put("accuracy", subject.accuracy);
  }
  if (subject.kind === "area") put("area", subject.id);
  if (subject.kind === "list") {
    put("list", subject.parent ?? "all");
    if (subject.chosen !== null) put("row", subject.chosen);
    if (subject.order.by !== FIRST_ORDER.by || subject.order.down) {
      put("sort", `${subject.order.down ? "-" : ""}${subject.order.by}`);
    }
    if (subject.filter !== "") put("filter", subject.filter);
  }
  if (subject.kind === "coverage") {
    put("show", "coverage");
    if (subject.chosen !== null) put("row", subject.chosen);
    if (subject.spot !== null) put("spot", subject.spot);
    if (subject.order.by !== FIRST_COVERAGE.by || subject.order.down !== FIRST_COVERAGE.down) {
      put("sort", `${subject.order.down ? "-" : ""}${subject.order.by}`);
    }
  }
  if (subject.kind === "stations") {
    put("show", "stations");
    if (subject.filter !== "") put("filter", subject.filter);
  }
  if (subject.kind === "station") {
    put("station", subject.id);
    if (subject.from) put("from", `${degrees(subject.from.lon)},${degrees(subject.from.lat)}`);
  }
  if (subject.kind === "trial") {
    put("station", subject.station ?? "new");
    if (subject.place) put("to", `${degrees(subject.place.lon)},${degrees(subject.place.lat)}`);
  }
  if (subject.kind === "draft") {
    const plain = opened(subject.id);
    put("draft", subject.id);
    if (subject.tool !== plain.tool) put("tool", subject.tool);
    if (subject.pick) put("pick", pickAs(subject.pick));
    if (subject.aside !== plain.aside) put("aside", subject.aside);
    if (subject.compare !== null) put("compare", subject.compare);
  }
  if (view.fill !== START.fill) put("fill", view.fill);
  if (view.ring !== START.ring) put("ring", view.ring);
  if (view.stationKind !== null) put("kind", view.stationKind);
  if (view.preset !== null) put("preset", view.preset);
  if (view.openNow) put("open", "now");
  if (view.level !== null) put("level", view.level);
  if (view.hidden.length > 0) put("hide", view.hidden.join(","));
  if (view.at !== null) put("at", view.at);
  if (view.camera !== null) {
    const { zoom, lon, lat } = view.camera;
    put("view", `${zoom.toFixed(2)},${lon.toFixed(5)},${lat.toFixed(5)}`);
  }
  return parts.length > 0 ? `#/${view.room}?${parts.join("&")}` : `#/${view.room}`;
}

function subjectIn(given: URLSearchParams): Subject {
  const point = placeIn(given.get("point"));
  if (point) return { kind: "answer", ...point, accuracy: accuracyIn(given.get("accuracy")) };
  const station = id(given.get("station"));
  if (station !== null) return { kind: "station", id: station, from: placeIn(given.get("from")) };
  if (given.get("show") === "stations") {
    return { kind: "stations", filter: given.get("filter") ?? "" };
  }
  if (given.get("show") === "coverage") {
    return {
      kind: "coverage",
      chosen: id(given.get("row")),
      spot: id(given.get("spot")),
      order: coverageOrderIn(given.get("sort") ?? ""),
    };
  }
  const area = id(given.get("area"));
  if (area !== null) return { kind: "area", id: area };
  const list = given.get("list");
  if (list !== null) {
    return {
      kind: "list",
      parent: id(list),
      chosen: id(given.get("row")),
      order: orderIn(given.get("sort") ?? ""),
      filter: given.get("filter") ?? "",
    };
  }
  return { kind: "overview" };
}

function orderIn(text: string): Order {
  const by = COLUMNS.find((column) => column === text.replace(/^-/, ""));
  return by ? { by, down: text.startsWith("-") } : FIRST_ORDER;
}

function trialIn(given: URLSearchParams): Subject {
  const asked = given.get("station");
  if (asked === null) return { kind: "overview" };
  const station = id(asked);
  const place = placeIn(given.get("to"));
  // A new station is nothing before it has a place.
  if (station === null && (asked !== "new" || place === null)) return { kind: "overview" };
  return { kind: "trial", station, place };
}

function draftIn(given: URLSearchParams): DraftSubject | null {
  const draft = id(given.get("draft"));
  if (draft === null) return null;
  const plain = opened(draft);
  return {
    ...plain,
    tool: TOOLS.find((tool) => tool === given.get("tool")) ?? plain.tool,
    pick: pickIn(given.get("pick") ?? ""),
    aside: ASIDES.find((aside) => aside === given.get("aside")) ?? plain.aside,
    compare: COMPARES.find((compare) => compare === given.get("compare")) ?? null,
  };
}

/** `area:12`, `border:12:15:lon,lat`, `blank:lon,lat`; nobody's side of a border is 0. */
function pickAs(pick: Pick): string {
  if (pick.is === "area") return `area:${pick.id}`;
  const at = `${degrees(pick.at.lon)},${degrees(pick.at.lat)}`;
  return pick.is === "blank" ? `blank:${at}` : `border:${pick.left ?? 0}:${pick.right ?? 0}:${at}`;
}

function pickIn(text: string): Pick | null {
  const parts = text.split(":");
  const at = placeIn(parts.at(-1) ?? null);
  if (parts[0] === "area") {
    const area = id(parts[1] ?? null);
    return area === null ? null : { is: "area", id: area };
  }
  if (parts[0] === "blank") return at && { is: "blank", at };
  const [left, right] = [id(parts[1] ?? null), id(parts[2] ?? null)];
  if (parts[0] !== "border" || at === null || left === null || right === null) return null;
  return { is: "border", left: left || null, right: right || null, at };
}

function coverageOrderIn(text: string): CoverageOrder {
  const by = COVERAGE_COLUMNS.find((column) => column === text.replace(/^-/, ""));
  return by ? { by, down: text.startsWith("-") } : FIRST_COVERAGE;
}

function placeIn(text: string | null): Place | null {
  const [lon, lat] = numbers(text, 2) ?? [];
  if (lon === undefined || lat === undefined) return null;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

function word(text: string | null): string | null {
  return text !== null && /^[\w-]{1,64}$/.test(text) ? text : null;
}

function accuracyIn(text: string | null): number | null {
  const [metres] = numbers(text, 1) ?? [];
  return metres !== undefined && metres > 0 && metres <= LARGEST_ACCURACY_M ? metres : null;
}

function cameraIn(text: string | null): Camera | null {
  const [zoom, lon, lat] = numbers(text, 3) ?? [];
  if (zoom === undefined || lon === undefined || lat === undefined) return null;
  return Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lon, lat } : null;
}

function instant(text: string | null): string | null {
  return text !== null && Number.isFinite(Date.parse(text)) ? text : null;
}

function id(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function numbers(text: string | null, count: number): number[] | null {
  const found = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : +part));
  return found.length === count && found.every(Number.isFinite) ? found : null;
}

/** The lattice holds seven decimals; more would be noise. */
const degrees = (value: number) => String(Number(value.toFixed(7)));
