/**
 * Reach: stations, the ground people can walk to them from, who is covered, and
 * where the next station should stand.
 */
import { client, settled } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Count = Schemas["CountAnswer"];
/** How a figure was made; stands beside every figure and circle. */
export type Method = Schemas["Method"];
export type Preset = Schemas["Preset"];
export type Kind = Schemas["Kind"];
/** What there is: without streets no circle, without stations no coverage. */
export type Reach = Schemas["ReachOverview"];
export type AreaName = Schemas["AreaRef"];
export type Station = Schemas["Station"];
export type RingCount = Schemas["CoverageRing"];
export type CoverageRow = Schemas["CoverageRow"];
/** The row of one area; the whole has no area. */
export type AreaCoverage = CoverageRow & AreaName;
export type Coverage = Omit<Schemas["CoverageAnswer"], "areas" | "level"> & {
  level: string;
  areas: AreaCoverage[];
};
/** The public is told people to the nearest ten, and that they are `rounded`. */
export type BlindSpot = Omit<Schemas["BlindSpot"], "at"> & {
  at: [number, number];
  rounded?: boolean;
};
/** What `locate` says about stations; null where no streets are in force. */
export type NearbyStations = Omit<Schemas["StationsHere"], "nearest" | "own"> & {
  nearest?: OnFoot | null;
  own?: OnFoot | null;
  /** How many there are; the nearest ones are listed. */
  circles_total?: number;
};
export type OnFoot = Schemas["Nearest"] & { metres?: number };
/** People won or lost in one area at one ring, and its share before and after. */
export type AreaEffect = Schemas["EffectArea"];
export type Proposal = Schemas["Proposal"];
export type Siting = Schemas["Siting"];
export type TileSet = Schemas["TileJson"];

type Collection = GeoJSON.FeatureCollection<GeoJSON.MultiPolygon, Schemas["RingProperties"]>;
export type Rings = Collection & { method: Method };
export type Effect = Omit<Schemas["WhatIf"], "rings"> & { rings: Rings };
export type Walk = Omit<Schemas["WalkAnswer"], "geometry"> & { geometry: GeoJSON.LineString };

/** How coverage is counted: what is left out is the server's own choice. */
export interface Counting {
  kind?: string;
  preset?: string;
}

/** Both rings of planning. */
const MINUTES = "8,15";

const at = ({ lon, lat }: { lon: number; lat: number }) => `${lon.toFixed(7)},${lat.toFixed(7)}`;

export const reach = (signal?: AbortSignal) =>
  settled((either) => client.GET("/api/v1/reach", { signal: either }), signal);

export const stations = (
  query: { kind?: string; open?: string; limit?: number; cursor?: string },
  signal?: AbortSignal,
) =>
  settled(
    (either) => client.GET("/api/v1/stations", { params: { query }, signal: either }),
    signal,
  );

export const station = (id: number, signal?: AbortSignal) =>
  settled(
    (either) => client.GET("/api/v1/stations/{id}", { params: { path: { id } }, signal: either }),
    signal,
  );

export const stationReach = async (id: number, counting: Counting, signal?: AbortSignal) => {
  const { preset } = counting;
  const query = { minutes: MINUTES, ...(preset === undefined ? {} : { preset }) };
  const rings = await settled(
    (either) =>
      client.GET("/api/v1/stations/{id}/reach", {
        params: { path: { id }, query },
        signal: either,
      }),
    signal,
  );
  // The description says `string` where GeoJSON says "FeatureCollection".
  return rings as Rings;
};

export const walk = async (
  from: { lon: number; lat: number },
  to: { lon: number; lat: number },
  { preset }: Counting,
  signal?: AbortSignal,
) => {
  const query = { from: at(from), to: at(to), ...(preset === undefined ? {} : { preset }) };
  const found = await settled(
    (either) => client.GET("/api/v1/walk", { params: { query }, signal: either }),
    signal,
  );
  return found as Walk;
};

/** The same table as a file. */
export const coverageFile = (query: Counting & { level?: string }) =>
  `/api/v1/coverage?${new URLSearchParams({ minutes: MINUTES, ...query, format: "csv" })}`;

export const coverage = async (query: Counting & { level: string }, signal?: AbortSignal) => {
  const answer = await settled(
    (either) =>
      client.GET("/api/v1/coverage", {
        params: { query: { minutes: MINUTES, ...query } },
        signal: either,
      }),
    signal,
  );
  return answer as Coverage;
};

export const blindSpots = async (query: Counting & { minutes: number }, signal?: AbortSignal) => {
  const answer = await settled(
    (either) => client.GET("/api/v1/blindspots", { params: { query }, signal: either }),
    signal,
  );
  return answer.blindspots as BlindSpot[];
};

export const tileSet = (set: string, query: Counting, signal?: AbortSignal) =>
  settled(
    (either) =>
      client.GET("/tiles/{set}", {
        params: { path: { set: `${set}.json` }, query },
        signal: either,
      }),
    signal,
  );

/** What a station there would change; nothing is kept. */
export const whatIf = async (body: Schemas["WhatIfBody"], signal?: AbortSignal) => {
  const answer = await settled(
    (either) => client.POST("/api/v1/whatif", { body, signal: either }),
    signal,
  );
  return answer as Effect;
};

export const site = (body: Schemas["SiteBody"], signal?: AbortSignal) =>
  settled((either) => client.POST("/api/v1/site", { body, signal: either }), signal);

/** Keeps a new station, or a moved one, in the draft that `body` names. */
export const keepStation = (
  id: number | null,
  body: Schemas["StationBody"],
  signal?: AbortSignal,
) =>
  settled<Schemas["Kept"]>(
    (either) =>
      id === null
        ? client.POST("/api/v1/stations", { body, signal: either })
        : client.PUT("/api/v1/stations/{id}", {
            params: { path: { id } },
            body,
            signal: either,
          }),
    signal,
  );
