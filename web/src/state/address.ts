/**
 * The address bar holds the whole state of the room.
 *
 * Everything stands in the fragment: a fragment never leaves the browser, so a
 * shared link puts no coordinate into anyone's access log.
 *
 *     #/map?point=110.5081,31.2052&accuracy=30&level=grid&view=15.20,110.5080,31.2050
 */

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
    };

/** How the list is sorted. */
export interface Order {
  by: Column;
  down: boolean;
}

export const COLUMNS = ["code", "name", "parent", "size", "population", "children"] as const;
export type Column = (typeof COLUMNS)[number];

export const FIRST_ORDER: Order = { by: "code", down: false };

export interface Camera {
  zoom: number;
  lon: number;
  lat: number;
}

/** What the reader may hide, in the order of the legend. */
export const LAYERS = ["fills", "borders", "labels", "blanks", "base"] as const;
export type Layer = (typeof LAYERS)[number];

export interface View {
  room: "map";
  subject: Subject;
  /** The Level that is filled; null leaves the choice to the page. */
  level: string | null;
  hidden: readonly Layer[];
  /** An instant (RFC 3339); null is now. */
  at: string | null;
  camera: Camera | null;
}

export const START: View = {
  room: "map",
  subject: { kind: "overview" },
  level: null,
  hidden: [],
  at: null,
  camera: null,
};

/** The server answers for error radii up to this many metres. */
export const LARGEST_ACCURACY_M = 5000;

/** Reads an address; whatever it does not understand falls back to the start. */
export function parse(fragment: string): View {
  const [, query = ""] = fragment.split("?", 2);
  const given = new URLSearchParams(query);
  return {
    room: "map",
    subject: subjectIn(given),
    level: given.get("level"),
    hidden: LAYERS.filter((layer) => given.get("hide")?.split(",").includes(layer)),
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
  if (view.level !== null) put("level", view.level);
  if (view.hidden.length > 0) put("hide", view.hidden.join(","));
  if (view.at !== null) put("at", view.at);
  if (view.camera !== null) {
    const { zoom, lon, lat } = view.camera;
    put("view", `${zoom.toFixed(2)},${lon.toFixed(5)},${lat.toFixed(5)}`);
  }
  return parts.length > 0 ? `#/map?${parts.join("&")}` : "#/map";
}

function subjectIn(given: URLSearchParams): Subject {
  const point = numbers(given.get("point"), 2);
  if (point) {
    const [lon = 0, lat = 0] = point;
    if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) {
      return { kind: "answer", lon, lat, accuracy: accuracyIn(given.get("accuracy")) };
    }
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
