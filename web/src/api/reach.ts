/**
 * Reach: stations, the ground people can walk to them from, who is covered, and
 * where the next station should stand.
 */
import { settled } from "./client";
import { pass } from "./pass.svelte";

/** Figures of people below ten are hidden from the public: null. */
export interface Count {
  people: number | null;
  households: number | null;
  buildings: number | null;
}

/** How a figure was made; stands beside every figure and circle. */
export interface Method {
  streets: string;
  streets_date: string | null;
  preset: string;
  preset_name: string;
  metres_per_minute: number;
  rules_version: number;
  population: string | null;
  counted: string;
}

export interface Preset {
  key: string;
  name: string;
  english: string;
  metres_per_minute: number;
}

export interface Kind {
  key: string;
  name: string;
  english: string;
  stations: number;
}

/** What there is: without streets no circle, without stations no coverage. */
export interface Reach {
  release: number;
  presets: Preset[];
  kinds: Kind[];
  streets: { name: string; date: string | null; length_km: number; buildings: number } | null;
  population: { name: string; places: number; residents: number; households: number } | null;
}

export interface AreaName {
  id: number;
  code: string;
  name: string;
  level: string;
}

/** As much of a station as a line of a list needs. */
export interface StationName {
  id: number;
  code: string;
  name: string;
  kind: string;
  lon: number;
  lat: number;
  /** Null where the hours are not known. */
  open: boolean | null;
}

export interface Station extends StationName {
  owner: AreaName | null;
  area: AreaName | null;
  hours: string | null;
  services: string[];
  capacity: number | null;
  attributes: Record<string, unknown>;
}

export interface RingCount {
  minutes: number;
  covered: Count;
  over_capacity: Count;
  not_covered: Count;
  /** What a circle drawn with compasses would claim to cover. */
  straight: Count;
  land_share: number;
}

export interface CoverageRow {
  people: number | null;
  households: number | null;
  buildings: number | null;
  median_minutes: number | null;
  rings: RingCount[];
  /** People with 0, 1, 2, 3 or more stations in the widest ring. */
  served_by: (number | null)[];
  hidden: boolean;
}

export type AreaCoverage = CoverageRow & { id: number; code: string; name: string };

export interface Coverage {
  release: number;
  method: Method;
  level: string;
  kind: string | null;
  total: CoverageRow;
  areas: AreaCoverage[];
}

export type BlindReason = "no_station" | "barrier" | "not_connected" | "mapping_fault";

export interface BlindSpot {
  number: number;
  at: [number, number];
  people: number | null;
  households: number | null;
  buildings: number;
  reason: BlindReason;
  areas: AreaName[];
  nearest: {
    station: { id: number; name: string };
    minutes: number | null;
    straight_m: number;
  } | null;
}

export type Rings = GeoJSON.FeatureCollection<GeoJSON.Polygon | GeoJSON.MultiPolygon> & {
  method: Method;
};

export interface Walk {
  method: Method;
  seconds: number;
  metres: number;
  geometry: GeoJSON.LineString;
}

/** What `locate` says about stations; null where no streets are in force. */
export interface NearbyStations {
  nearest: OnFoot | null;
  /** The station of the place's own area. */
  own: OnFoot | null;
  circles: { station: number; name: string; kind: string; minutes: number; on_foot: number }[];
}

export interface OnFoot {
  station: StationName;
  minutes: number;
  metres: number;
}

/** People won or lost in one area at one ring, and its share before and after. */
export interface AreaEffect extends AreaName {
  minutes: number;
  gained: number;
  lost: number;
  before: number;
  after: number;
}

export interface Effect {
  method: Method;
  rings: Rings;
  effect: { minutes: number; gained: Count; lost: Count }[];
  areas: AreaEffect[];
}

export interface Proposal {
  rank: number;
  lon: number;
  lat: number;
  people: number;
  households: number;
  cumulative_share: number;
  area: AreaName | null;
}

interface Reached {
  people: number;
  share: number;
}

export interface Siting {
  method: Method;
  minutes: number;
  before: Reached;
  after: Reached;
  /** No choice of as many stations can reach more. */
  bound: Reached;
  proposals: Proposal[];
  candidates: number;
}

/** A layer set's TileJSON. */
export interface TileSet {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  vector_layers: { id: string; minzoom?: number }[];
}

/** The open draft, as far as the page speaks of it. */
export interface OpenDraft {
  draft: number | null;
  release: number | null;
  edits: unknown[];
}

export type Query = Record<string, string | number | null | undefined>;

/** An address with those parameters that have a value. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [[key, String(value)]],
  );
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

interface Asked {
  method?: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

function ask<T>(address: string, { method = "GET", body: sent, signal }: Asked = {}): Promise<T> {
  return settled<T>(async (either) => {
    const json = { "Content-Type": "application/json" };
    const response = await fetch(address, {
      method,
      headers: sent === undefined ? pass.headers() : { ...pass.headers(), ...json },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      signal: either,
    });
    const text = await response.text();
    const body = parsed(text);
    return response.ok ? { data: body as T, response } : { error: body, response };
  }, signal);
}

/** A proxy's own page is no answer: it counts as none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const at = (lon: number, lat: number) => `${lon.toFixed(7)},${lat.toFixed(7)}`;

export const reach = (signal?: AbortSignal) => ask<Reach>("/api/v1/reach", { signal });

export const stations = (query: Query, signal?: AbortSignal) =>
  ask<{ stations: Station[]; next: string | null }>(addressOf("/api/v1/stations", query), {
    signal,
  });

export const station = (id: number, signal?: AbortSignal) =>
  ask<{ station: Station }>(`/api/v1/stations/${id}`, { signal });

export const stationReach = (id: number, query: Query, signal?: AbortSignal) =>
  ask<Rings>(addressOf(`/api/v1/stations/${id}/reach`, { minutes: "8,15", ...query }), { signal });

export const walk = (
  from: { lon: number; lat: number },
  to: { lon: number; lat: number },
  query: Query,
  signal?: AbortSignal,
) =>
  ask<Walk>(
    addressOf("/api/v1/walk", { from: at(from.lon, from.lat), to: at(to.lon, to.lat), ...query }),
    { signal },
  );

export const coverageAddress = (query: Query) =>
  addressOf("/api/v1/coverage", { minutes: "8,15", ...query });

export const coverage = (query: Query, signal?: AbortSignal) =>
  ask<Coverage>(coverageAddress(query), { signal });

export const blindSpots = (query: Query, signal?: AbortSignal) =>
  ask<{ method: Method; minutes: number; blindspots: BlindSpot[] }>(
    addressOf("/api/v1/blindspots", query),
    { signal },
  );

export const tileSet = (set: string, query: Query, signal?: AbortSignal) =>
  ask<TileSet>(addressOf(`/tiles/${set}.json`, query), { signal });

export const draft = (signal?: AbortSignal) => ask<OpenDraft>("/api/v1/draft", { signal });

/** What a station there would change; nothing is kept. */
export const whatIf = (
  body: { station: number | null; lon: number; lat: number; kind: string; preset: string | null },
  signal?: AbortSignal,
) => ask<Effect>("/api/v1/whatif", { method: "POST", body: given(body), signal });

export interface SiteWish {
  count: number;
  kind: string | null;
  minutes: number;
  preset: string | null;
  min_distance_m: number | null;
}

export const site = (body: SiteWish, signal?: AbortSignal) =>
  ask<Siting>("/api/v1/site", { method: "POST", body: given(body), signal });

export interface StationWish {
  code?: string;
  name: string;
  kind: string;
  lon: number;
  lat: number;
}

/** Keeps a new station, or a moved one, in the open draft. */
export const keepStation = (id: number | null, body: StationWish, signal?: AbortSignal) =>
  ask<{ draft: unknown }>(id === null ? "/api/v1/stations" : `/api/v1/stations/${id}`, {
    method: id === null ? "POST" : "PUT",
    body,
    signal,
  });

/** What is not chosen is left out, so that the server's own choice holds. */
const given = (body: object) =>
  Object.fromEntries(
    Object.entries(body).filter(([key, value]) => value !== null || key === "station"),
  );
