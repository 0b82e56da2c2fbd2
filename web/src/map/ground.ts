/**
 * Jingwei's own base map: water, green, rail, streets and, close up, buildings,
 * drawn from our own tiles, so that a closed network has a map too.
 */
import type {
  ExpressionSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
} from "maplibre-gl";
import type { Palette } from "./palette";
import type { Tiles } from "./tiles";

export interface GroundTiles {
  streets: Tiles | null;
  buildings: Tiles | null;
}

/** Buildings are worth drawing from here on. */
const BUILDING_ZOOM = 15;

/** Widths in pixels at zoom 12 and at zoom 18, the broad ones last so that they lie on top. */
const WIDTHS = {
  service: [0.3, 6],
  pedestrian: [0.4, 8],
  minor: [0.7, 12],
  major: [1.6, 18],
  motorway: [2.2, 22],
} as const;
/** Drawn as a line without casing: a way for feet. */
const FOOTWAYS = ["path", "steps"];

type Width = keyof typeof WIDTHS;
const CASED = Object.keys(WIDTHS) as Width[];

export function groundSources({ streets, buildings }: GroundTiles) {
  const sources: Record<string, SourceSpecification> = {};
  for (const [name, tiles] of Object.entries({ streets, buildings })) {
    if (!tiles) continue;
    const { url, minzoom, maxzoom } = tiles;
    sources[name] = { type: "vector", tiles: [url], minzoom, maxzoom };
  }
  return sources;
}

/** What lies under the areas, from the ground up. */
export function groundLayers({ streets, buildings }: GroundTiles, palette: Palette) {
  const { ground } = palette;
  const layers: LayerSpecification[] = [];
  const of = (id: string, layer: string) =>
    ({ id: `ground:${id}`, source: "streets", "source-layer": layer }) as const;
  const has = (layer: string) => streets !== null && layer in streets.layers;
  if (has("green")) {
    layers.push({ ...of("green", "green"), type: "fill", paint: { "fill-color": ground.green } });
  }
  if (has("water")) {
    layers.push({ ...of("water", "water"), type: "fill", paint: { "fill-color": ground.water } });
  }
  if (has("waterway")) {
    const paint = { "line-color": ground.water, "line-width": wide(1, 5) };
    layers.push({ ...of("waterway", "waterway"), type: "line", paint });
  }
  if (buildings && "buildings" in buildings.layers) {
    layers.push({
      id: "ground:buildings",
      type: "fill",
      source: "buildings",
      "source-layer": "buildings",
      minzoom: BUILDING_ZOOM,
      paint: {
        "fill-color": ground.building,
        "fill-outline-color": ground.buildingEdge,
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], BUILDING_ZOOM, 0, 15.6, 1],
      },
    });
  }
  if (has("streets")) {
    layers.push(
      {
        ...of("footways", "streets"),
        type: "line",
        minzoom: 15,
        filter: kindIn(FOOTWAYS),
        paint: {
          "line-color": ground.path,
          "line-width": wide(0.3, 2),
          "line-dasharray": [2.5, 1.5],
        },
      },
      street("casing", CASED, { "line-color": ground.casing, "line-width": byKind(1) }),
      street("streets", CASED, {
        "line-color": ["match", ["get", "kind"], "motorway", ground.trunk, ground.street],
        "line-width": byKind(0),
      }),
    );
  }
  if (has("rail")) {
    const paint = { "line-color": ground.rail, "line-width": wide(0.8, 2.4) };
    layers.push({
      ...of("rail", "rail"),
      type: "line",
      paint: { ...paint, "line-dasharray": [5, 2.5] },
    });
  }
  return layers;
}

/** Names of streets stand above the fills and give way to the areas' own. */
export function groundNames({ streets }: GroundTiles, palette: Palette): LayerSpecification[] {
  if (!streets || !("streets" in streets.layers)) return [];
  return [
    ["major", 14, ["motorway", "major"]],
    ["minor", 15.5, ["minor", "pedestrian"]],
  ].map(
    ([id, minzoom, kinds]): LayerSpecification => ({
      id: `ground:names:${id}`,
      type: "symbol",
      source: "streets",
      "source-layer": "streets",
      minzoom: minzoom as number,
      filter: ["all", kindIn(kinds as string[]), ["has", "name"]],
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-field": ["get", "name"],
        "text-size": 12,
        "text-letter-spacing": 0.06,
        "text-padding": 8,
        "text-max-angle": 30,
      },
      paint: {
        "text-color": palette.ground.name,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.4,
      },
    }),
  );
}

function street(
  id: string,
  kinds: readonly string[],
  paint: LineLayerSpecification["paint"],
): LayerSpecification {
  const tunnel: ExpressionSpecification = ["to-boolean", ["get", "tunnel"]];
  return {
    id: `ground:${id}`,
    type: "line",
    source: "streets",
    "source-layer": "streets",
    filter: kindIn(kinds),
    layout: {
      "line-join": "round",
      "line-cap": "round",
      "line-sort-key": matched(CASED.flatMap((kind, at) => [kind, at])),
    },
    paint: { ...paint, "line-opacity": ["case", tunnel, 0.35, 1] },
  };
}

const kindIn = (kinds: readonly string[]): ExpressionSpecification => [
  "in",
  ["get", "kind"],
  ["literal", [...kinds]],
];

const wide = (at12: number, at18: number): ExpressionSpecification => [
  "interpolate",
  ["exponential", 1.6],
  ["zoom"],
  12,
  at12,
  18,
  at18,
];

/** A figure for each kind of street, 0 for the rest. */
const matched = (arms: (string | number)[]) =>
  ["match", ["get", "kind"], ...arms, 0] as unknown as ExpressionSpecification;

/** The width of each kind of street; the casing is wider on both sides. */
const byKind = (casing: number): ExpressionSpecification => {
  const at = (stop: 0 | 1) =>
    matched(CASED.flatMap((kind) => [kind, WIDTHS[kind][stop] + casing * (stop + 1)]));
  return ["interpolate", ["exponential", 1.6], ["zoom"], 12, at(0), 18, at(1)];
};
