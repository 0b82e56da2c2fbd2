/**
 * Stations, the ground that is reached from them, and the ground that is not.
 */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
} from "maplibre-gl";
import { type Place, RINGS, type Ring } from "../state/address";
import type { Palette, Theme } from "./palette";
import { badgeName, overfullName, stationName, uncoveredName } from "./symbols";
import type { Tiles } from "./tiles";

/** The areas of the filled level by what is to be drawn over them. */
export interface Painted {
  level: string;
  /** Ids by the step of the ramp their share falls into. */
  steps: readonly (readonly number[])[];
  /** Nobody is reached in time. */
  bare: readonly number[];
  /** The stations in reach have too many people to serve. */
  overfull: readonly number[];
}

export interface SpotMark {
  number: number;
  at: readonly [number, number];
  /** What stands beside the number; empty for none. */
  text: string;
  chosen: boolean;
}

export interface ReachScene {
  stations: Tiles | null;
  /** All kinds in the server's order: it decides looks and who comes first where it is tight. */
  kinds: readonly string[];
  /** The one kind to show; null shows all. */
  kind: string | null;
  /** Kinds of so many stations that they wait until the map is this close. */
  later: readonly { kind: string; zoom: number }[];
  /** The stations to show; null shows all. */
  only: readonly number[] | null;
  /** The ground within reach of any station, and the ground of blind spots. */
  circles: Tiles | null;
  blindGround: Tiles | null;
  /** Which of the two rings are drawn of the ground within reach of any station. */
  edges: readonly Ring[];
  painted: Painted | null;
  spots: readonly SpotMark[];
  /** The station spoken of. */
  station: (Place & { id: number | null }) | null;
  /** Its circles, or those of a trial. */
  rings: GeoJSON.FeatureCollection | null;
  walk: GeoJSON.LineString | null;
  /** Areas of one level whose coverage a trial would change. */
  affected: { level: string; ids: readonly number[] } | null;
  proposals: readonly (Place & { rank: number; chosen: boolean })[];
}

export const NO_REACH: ReachScene = {
  stations: null,
  kinds: [],
  kind: null,
  later: [],
  only: null,
  circles: null,
  blindGround: null,
  edges: [8, 15],
  painted: null,
  spots: [],
  station: null,
  rings: null,
  walk: null,
  affected: null,
  proposals: [],
};

/** Where stations are many, their names wait until there is room for them. */
const NAME_ZOOM = 15.6;

/** Closer than this there is room for people beside the number of a blind spot. */
const BESIDE_ZOOM = 13.8;

const BLIND_GROUND = "blind_ground";

type Sources = Record<string, SourceSpecification>;

const vector = ({ url, minzoom, maxzoom }: Tiles): SourceSpecification => ({
  type: "vector",
  tiles: [url],
  minzoom,
  maxzoom,
});

const collection = (features: GeoJSON.Feature[]): SourceSpecification => ({
  type: "geojson",
  data: { type: "FeatureCollection", features },
});

const point = (at: readonly [number, number], properties: object): GeoJSON.Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates: [...at] },
});

export function reachSources(reach: ReachScene): Sources {
  const sources: Sources = {};
  if (reach.stations) sources.stations = vector(reach.stations);
  if (reach.circles) sources.circles = vector(reach.circles);
  if (reach.blindGround && BLIND_GROUND in reach.blindGround.layers)
    sources.blind = vector(reach.blindGround);
  if (reach.rings) sources.rings = { type: "geojson", data: reach.rings };
  if (reach.walk) {
    sources.walk = collection([{ type: "Feature", properties: {}, geometry: reach.walk }]);
  }
  if (reach.spots.length > 0) {
    sources.spots = collection(
      reach.spots.map(({ at, number, text, chosen }) => point(at, { number, text, chosen })),
    );
  }
  if (reach.proposals.length > 0) {
    sources.proposals = collection(
      reach.proposals.map(({ lon, lat, rank, chosen }) => point([lon, lat], { rank, chosen })),
    );
  }
  const { station } = reach;
  if (station) sources.station = collection([point([station.lon, station.lat], {})]);
  return sources;
}

/** The ramp in place of the areas' own hues. */
export function shareColour(painted: Painted, palette: Palette): ExpressionSpecification | string {
  const arms = painted.steps.flatMap((ids, step) =>
    ids.length > 0 ? [[...ids], palette.shares[step] ?? "transparent"] : [],
  );
  if (arms.length === 0) return "rgba(0, 0, 0, 0)";
  return ["match", ["id"], ...arms, "rgba(0, 0, 0, 0)"] as never;
}

/** Patterns over the fills of a level: nobody reached, too many for the stations. */
export function patterns(painted: Painted, theme: Theme): LayerSpecification[] {
  const over = (id: string, ids: readonly number[], pattern: string): LayerSpecification[] =>
    ids.length === 0
      ? []
      : [
          {
            id,
            type: "fill",
            source: "areas",
            "source-layer": painted.level,
            filter: ["in", ["id"], ["literal", [...ids]]],
            paint: { "fill-pattern": pattern },
          },
        ];
  return [
    ...over("overfull", painted.overfull, overfullName(theme)),
    ...over("bare", painted.bare, uncoveredName(theme)),
  ];
}

/** Under the borders: the ground itself. `filled` where no areas are coloured below. */
export function groundOfReach(
  reach: ReachScene,
  filled: boolean,
  palette: Palette,
  theme: Theme,
): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  if (reach.circles && "reach" in reach.circles.layers) {
    const from = { source: "circles", "source-layer": "reach" } as const;
    if (filled) layers.push(...ringFills("circles-fill", from, palette));
    layers.push(...ringEdges("circles", from, palette, 1.2, reach.edges));
  }
  if (reach.blindGround && BLIND_GROUND in reach.blindGround.layers) {
    layers.push({
      id: "blind-ground",
      type: "fill",
      source: "blind",
      "source-layer": BLIND_GROUND,
      paint: { "fill-pattern": uncoveredName(theme) },
    });
  }
  return layers;
}

/** The areas a trial would change: washed and lined, all in two layers. */
export function affectedAreas({ affected }: ReachScene, palette: Palette): LayerSpecification[] {
  if (!affected || affected.ids.length === 0) return [];
  const from = {
    source: "areas",
    "source-layer": affected.level,
    filter: ["in", ["id"], ["literal", [...affected.ids]]] as FilterSpecification,
  };
  return [
    {
      id: "affected-fill",
      type: "fill",
      ...from,
      paint: { "fill-color": palette.accent, "fill-opacity": 0.14 },
    },
    {
      id: "affected",
      type: "line",
      ...from,
      paint: { "line-color": palette.accent, "line-width": 1.2 },
    },
  ];
}

/** Over the borders: the circles of the one station spoken of, and the way to it. */
export function circlesOfOne(reach: ReachScene, palette: Palette): LayerSpecification[] {
  const from = { source: "rings" } as const;
  const layers: LayerSpecification[] = [];
  if (reach.rings) {
    layers.push(...ringFills("rings-fill", from, palette), ...ringEdges("rings", from, palette, 2));
  }
  if (reach.walk) {
    layers.push(
      {
        id: "walk-casing",
        type: "line",
        source: "walk",
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": palette.paper, "line-width": 6 },
      },
      {
        id: "walk",
        type: "line",
        source: "walk",
        layout: { "line-join": "round" },
        paint: { "line-color": palette.accent, "line-width": 3, "line-dasharray": [2, 1] },
      },
    );
  }
  return layers;
}

type From = { source: string; "source-layer"?: string };

const minutes = (ring: Ring): FilterSpecification => ["==", ["get", "minutes"], ring];

function ringFills(id: string, from: From, palette: Palette): LayerSpecification[] {
  const fill = (ring: Ring, colour: string, opacity: number): LayerSpecification => ({
    id: `${id}:${ring}`,
    type: "fill",
    ...from,
    filter: minutes(ring),
    paint: { "fill-color": colour, "fill-opacity": opacity, "fill-antialias": false },
  });
  return [fill(15, palette.far, 0.16), fill(8, palette.near, 0.2)];
}

function ringEdges(
  id: string,
  from: From,
  palette: Palette,
  width: number,
  rings: readonly Ring[] = RINGS,
): LayerSpecification[] {
  const edge = (ring: Ring, colour: string, dashes: object): LayerSpecification => ({
    id: `${id}:${ring}`,
    type: "line",
    ...from,
    filter: minutes(ring),
    layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, ...dashes },
  });
  return [
    ...(rings.includes(15) ? [edge(15, palette.far, { "line-dasharray": [3, 1.5] })] : []),
    ...(rings.includes(8) ? [edge(8, palette.near, {})] : []),
  ];
}

/**
 * Stations, below the names of areas and without displacing them: whose place it is
 * comes first.
 */
export function stationMarks(
  reach: ReachScene,
  palette: Palette,
  theme: Theme,
): LayerSpecification[] {
  if (!reach.stations || !("stations" in reach.stations.layers)) return [];
  return [
    {
      id: "stations",
      type: "symbol",
      source: "stations",
      "source-layer": "stations",
      filter: stationFilter(reach),
      layout: {
        "icon-image": stationName(["get", "kind"], theme),
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.5, 16, 0.85],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": [
          "match",
          ["get", "kind"],
          ...reach.kinds.flatMap((kind, at) => [kind, reach.kinds.length - at]),
          0,
        ] as never,
      },
    },
    {
      id: "station-names",
      type: "symbol",
      source: "stations",
      "source-layer": "stations",
      minzoom: NAME_ZOOM,
      filter: stationFilter(reach),
      layout: {
        "text-field": ["get", "name"],
        "text-size": 12,
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.95,
        "text-max-width": 9,
        "text-padding": 2,
      },
      paint: {
        "text-color": palette.ink,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.5,
      },
    },
  ];
}

/** The station spoken of, numbered blind spots and proposals: on top of everything. */
export function marks(
  reach: ReachScene,
  spots: boolean,
  palette: Palette,
  theme: Theme,
): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  if (reach.station) {
    layers.push({
      id: "station-chosen",
      type: "circle",
      source: "station",
      paint: {
        "circle-radius": 15,
        "circle-opacity": 0,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 3,
      },
    });
  }
  if (spots && reach.spots.length > 0) {
    layers.push(...badges("spots", "number", palette, theme));
  }
  if (reach.proposals.length > 0) {
    layers.push(...badges("proposals", "rank", palette, theme));
  }
  return layers;
}

const stationFilter = ({ kind, later, only }: ReachScene): FilterSpecification => {
  const tests: FilterSpecification[] = [];
  if (kind !== null) tests.push(["==", ["get", "kind"], kind]);
  if (kind === null) {
    for (const { kind, zoom } of later) {
      tests.push(["any", [">=", ["zoom"], zoom], ["!=", ["get", "kind"], kind]]);
    }
  }
  if (only !== null) tests.push(["in", ["get", "id"], ["literal", [...only]]]);
  return ["all", ...tests] as FilterSpecification;
};

/** Round badges with a number in them, the first ones where it is tight; and people beside them. */
function badges(
  source: "spots" | "proposals",
  number: string,
  palette: Palette,
  theme: Theme,
): LayerSpecification[] {
  const chosen: ExpressionSpecification = ["boolean", ["get", "chosen"], false];
  // The chosen one is never hidden by its neighbours.
  const rank: ExpressionSpecification = ["case", chosen, 0, ["get", number]];
  return [
    // Laid below, so that the numbers are placed first.
    {
      id: `${source}-text`,
      type: "symbol",
      source,
      minzoom: BESIDE_ZOOM,
      layout: {
        "text-field": ["coalesce", ["get", "text"], ""],
        "text-size": 12,
        "text-anchor": "left",
        "text-offset": ["case", chosen, ["literal", [1.5, 0]], ["literal", [1.2, 0]]],
        "symbol-sort-key": rank,
      },
      paint: {
        "text-color": palette.ink,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.5,
      },
    },
    {
      id: source,
      type: "symbol",
      source,
      layout: {
        "icon-image": badgeName(source, theme),
        "icon-size": ["case", chosen, 1.25, 1],
        "icon-padding": 0,
        "text-field": ["to-string", ["get", number]],
        "text-size": 12,
        "text-padding": 0,
        "symbol-sort-key": rank,
      },
      paint: { "text-color": source === "spots" ? palette.onBlind : palette.paper },
    },
  ];
}
