/**
 * What the map shows, as one pure function from a scene to a MapLibre style.
 *
 * The map is never told what to change: it is given the next style and works out
 * the difference. So every state can be reached from every other, and tested.
 */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { Layer } from "../state/address";
import type { Chosen } from "../state/focus.svelte";
import { disc } from "./disc";
import { type GroundTiles, groundLayers, groundNames, groundSources } from "./ground";
import { labelSize, labelText, parentText } from "./labels";
import { PALETTES, type Palette, type Theme } from "./palette";
import {
  affectedAreas,
  circlesOfOne,
  groundOfReach,
  marks,
  patterns,
  type ReachScene,
  reachSources,
  shareColour,
  stationMarks,
} from "./reach";
import { type RedrawScene, redrawLayers, redrawSources } from "./redraw";
import { blankName } from "./symbols";
import type { Tiles } from "./tiles";
import { weightOf } from "./weights";

export interface Scene {
  theme: Theme;
  /** Level keys from the top down. */
  levels: readonly string[];
  /** The Level that is filled. */
  level: string | null;
  /** The published areas. */
  tiles: Tiles | null;
  /** Our own base map. */
  ground: GroundTiles;
  reach: ReachScene;
  /** By hue, the areas to which a draft gave it: beside it the published ones have the same. */
  hues: readonly (readonly number[])[] | null;
  /** The draft on the map, in place of the published areas. */
  redraw: RedrawScene | null;
  base: { tiles: readonly string[]; attribution: string } | null;
  hidden: readonly Layer[];
  /** The areas spoken of: outlined. */
  chosen: readonly Chosen[];
  /** The place asked about. */
  place: { lon: number; lat: number; accuracy: number | null } | null;
  /** A middle latitude, for metres to pixels. */
  latitude: number;
}

/** Micro-grids are fine work: below this zoom their borders would be a smear. */
const FINE_ZOOM = 16;

/** The level drawn with dashes, as Chinese maps draw it. */
const DASHED = "community";

type Paint = NonNullable<LineLayerSpecification["paint"]>;

export function styleFor(scene: Scene): StyleSpecification {
  const palette = PALETTES[scene.theme];
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  // Without areas the page's faint lattice shows through.
  if (scene.tiles || scene.base) {
    const paint = { "background-color": palette.paper };
    layers.push({ id: "paper", type: "background", paint });
  }
  if (scene.base && !scene.hidden.includes("base")) {
    sources.base = { type: "raster", tiles: [...scene.base.tiles], tileSize: 256 };
    layers.push({
      id: "base",
      type: "raster",
      source: "base",
      paint: {
        "raster-saturation": -0.35,
        "raster-brightness-max": scene.theme === "dark" ? 0.45 : 1,
      },
    });
  }
  if (!scene.hidden.includes("base") && scene.tiles) {
    Object.assign(sources, groundSources(scene.ground));
    layers.push(...groundLayers(scene.ground, palette));
  }
  const shown = (layer: Layer) => !scene.hidden.includes(layer);
  if (scene.redraw) {
    Object.assign(sources, redrawSources());
    layers.push(...redrawLayers(scene.redraw, shown, palette, scene.theme));
  } else if (scene.tiles && scene.level) {
    const { url, minzoom, maxzoom } = scene.tiles;
    sources.areas = { type: "vector", tiles: [url], minzoom, maxzoom };
    layers.push(...areaLayers(scene, scene.tiles, scene.level, palette));
  }
  Object.assign(sources, reachSources(scene.reach));
  layers.push(
    ...circlesOfOne(scene.reach, palette),
    ...marks(scene.reach, shown("spots"), palette, scene.theme),
  );
  sources.place = { type: "geojson", data: placeFeatures(scene) };
  layers.push(...placeLayers(palette));
  return { version: 8, sources, layers, transition: { duration: 150, delay: 0 } };
}

function areaLayers(
  scene: Scene,
  tiles: Tiles,
  level: string,
  palette: Palette,
): LayerSpecification[] {
  const shown = (layer: Layer) => !scene.hidden.includes(layer);
  const held = scene.levels.filter((key) => key in tiles.layers);
  const depth = held.indexOf(level);
  const layers: LayerSpecification[] = [];
  const { reach } = scene;
  if (shown("fills")) {
    layers.push(...fills(held, level, scene, tiles, palette));
    if (reach.painted && held.includes(reach.painted.level)) {
      layers.push(...patterns(reach.painted, scene.theme));
    }
  }
  if (shown("circles")) {
    layers.push(...groundOfReach(reach, !shown("fills"), palette, scene.theme));
  }
  if (shown("blanks") && "blanks" in tiles.layers) layers.push(blanks(scene.theme));
  if (shown("borders")) layers.push(...borders(scene, held, depth, palette));
  layers.push(...outlines(scene, held, palette));
  if (reach.affected && held.includes(reach.affected.level)) {
    layers.push(...affectedAreas(reach, palette));
  }
  if (shown("base")) layers.push(...groundNames(scene.ground, palette));
  if (shown("stations")) layers.push(...stationMarks(reach, palette, scene.theme));
  if (shown("labels")) layers.push(...labels(scene, held, depth, palette));
  return layers;
}

/** The filled level; where its tiles begin only closer up, the level above stands in. */
function fills(
  held: readonly string[],
  level: string,
  { reach: { painted }, hues, level: filled }: Scene,
  tiles: Tiles,
  palette: Palette,
): LayerSpecification[] {
  const plain = painted ? palette.shareOpacity : palette.fillOpacity;
  const lit = painted ? Math.min(1, plain + 0.2) : palette.strongOpacity;
  return standIns(held, held.indexOf(level), tiles.layers).map(({ key, minzoom, maxzoom }) => ({
    id: `fill:${key}`,
    type: "fill",
    source: "areas",
    "source-layer": key,
    minzoom,
    maxzoom,
    paint: {
      "fill-color": painted
        ? shareColour(painted, palette)
        : hueColour(palette, key === filled ? hues : null),
      "fill-opacity": ["case", ["boolean", ["feature-state", "hover"], false], lit, plain],
      "fill-antialias": false,
    },
  }));
}

/** Its own hue; where a draft gave it another, that one. */
function hueColour(palette: Palette, hues: Scene["hues"]): ExpressionSpecification {
  const own: ExpressionSpecification = [
    "match",
    ["%", ["coalesce", ["get", "colour"], 0], 6],
    ...palette.hues.slice(0, 5).flatMap((hue, index) => [index, hue]),
    palette.hues[5],
  ] as never;
  const given = (hues ?? []).flatMap((ids, hue) =>
    ids.length > 0 ? [ids, palette.hues[hue] ?? palette.hues[5]] : [],
  );
  if (given.length === 0) return own;
  return ["match", ["id"], ...given, own] as never;
}

/** A level, the zooms it is drawn at, and the level above it. */
interface Run {
  key: string;
  above: string | undefined;
  minzoom: number;
  maxzoom: number;
}

/** Which level is drawn at which zoom: the asked one, and farther off those above it. */
function standIns(
  held: readonly string[],
  depth: number,
  layers: Readonly<Record<string, number>>,
): Run[] {
  const runs: Run[] = [];
  let maxzoom = 24;
  for (let at = depth; at >= 0 && maxzoom > 0; at -= 1) {
    const key = held[at];
    const minzoom = (key === undefined ? undefined : layers[key]) ?? 0;
    if (key === undefined || minzoom >= maxzoom) continue;
    runs.push({ key, above: held[at - 1], minzoom, maxzoom });
    maxzoom = minzoom;
  }
  return runs;
}

const blanks = (theme: Theme): LayerSpecification => ({
  id: "blanks",
  type: "fill",
  source: "areas",
  "source-layer": "blanks",
  paint: { "fill-pattern": blankName(theme) },
});

/** Every border down to the filled level, finest first so that heavier ones lie on top. */
function borders(
  scene: Scene,
  held: readonly string[],
  depth: number,
  palette: Palette,
): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  for (let at = Math.min(depth + 1, held.length - 1); at >= 0; at -= 1) {
    const key = held[at] ?? "";
    const weight = weightOf(scene.levels, key);
    const upper = at < depth;
    const line = (id: string, paint: Paint, dashed: boolean): LayerSpecification => ({
      id: `${id}:${key}`,
      type: "line",
      source: "areas",
      "source-layer": key,
      minzoom: at > depth ? FINE_ZOOM : 0,
      layout: { "line-join": "round", "line-cap": dashed ? "butt" : "round" },
      paint,
    });
    const wide = (extra: number) => across(weight + extra);
    if (key === DASHED && upper) {
      // Both neighbours draw their common border, each with its own run of dashes: laid a
      // little inside their own ground, the two runs stay apart instead of blurring into one.
      const inset = { "line-dasharray": [4, 2], "line-offset": across(weight * 0.5) };
      layers.push(
        line(
          "border",
          { ...inset, "line-color": palette.upperBorder, "line-width": wide(0) },
          true,
        ),
      );
      continue;
    }
    // Paper beside an upper border, so that the lines below it end cleanly.
    if (upper)
      layers.push(line("casing", { "line-color": palette.paper, "line-width": wide(3) }, false));
    const colour = upper ? palette.upperBorder : palette.border;
    const faint = at > depth ? { "line-opacity": 0.6 } : {};
    layers.push(line("border", { ...faint, "line-color": colour, "line-width": wide(0) }, false));
  }
  return layers;
}

/** Full weight from zoom 14 on, half of it from afar. */
const across = (width: number): ExpressionSpecification => [
  "interpolate",
  ["linear"],
  ["zoom"],
  9,
  width * 0.5,
  14,
  width,
];

/** The areas spoken of: a clear line of accent with paper under it. */
function outlines(scene: Scene, held: readonly string[], palette: Palette): LayerSpecification[] {
  return scene.chosen
    .filter((area) => held.includes(area.level))
    .flatMap((area, index): LayerSpecification[] => {
      const filter: FilterSpecification = ["==", ["id"], area.id];
      const from = { source: "areas", "source-layer": area.level, filter } as const;
      const line = (id: string, colour: string, width: number): LayerSpecification => ({
        id: `${id}:${index}`,
        type: "line",
        ...from,
        layout: { "line-join": "round" },
        paint: { "line-color": colour, "line-width": width },
      });
      const wash: LayerSpecification = {
        id: `chosen-fill:${index}`,
        type: "fill",
        ...from,
        paint: { "fill-color": palette.accent, "fill-opacity": 0.14 },
      };
      if (!area.main) return [wash, line("chosen", palette.accent, 1.2)];
      return [wash, line("chosen-casing", palette.paper, 6), line("chosen", palette.accent, 3)];
    });
}

function labels(
  scene: Scene,
  held: readonly string[],
  depth: number,
  palette: Palette,
): LayerSpecification[] {
  const tiles = scene.tiles?.layers ?? {};
  const paint = {
    "text-color": palette.ink,
    "text-halo-color": palette.halo,
    "text-halo-width": 1.5,
    "text-halo-blur": 0.5,
  } as const;
  const layers: LayerSpecification[] = [];
  for (const { key, above, minzoom, maxzoom } of standIns(held, depth, tiles)) {
    if (`${key}_labels` in tiles) {
      layers.push({
        id: `label:${key}`,
        type: "symbol",
        source: "areas",
        "source-layer": `${key}_labels`,
        minzoom,
        maxzoom,
        layout: {
          "text-field": labelText(scene.latitude, palette.quietInk),
          "text-size": labelSize(scene.latitude),
          "text-max-width": 40,
          "text-line-height": 1.25,
          "text-padding": 2,
          // A label steps aside by a line for the name of the area above.
          "text-variable-anchor-offset": ["center", [0, 0], "top", [0, 0.6], "bottom", [0, -0.6]],
          "symbol-sort-key": ["-", 0, ["get", "size"]],
        },
        paint,
      });
    }
    if (above && `${above}_labels` in tiles) {
      layers.push({
        id: `label:${above}:above`,
        type: "symbol",
        source: "areas",
        "source-layer": `${above}_labels`,
        minzoom,
        maxzoom,
        layout: {
          "text-field": parentText(scene.latitude),
          "text-size": 14,
          "text-letter-spacing": 0.12,
          "text-max-width": 40,
          "text-padding": 6,
        },
        paint: { ...paint, "text-color": palette.upperBorder, "text-halo-width": 2 },
      });
    }
  }
  return layers;
}

function placeFeatures(scene: Scene): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  if (scene.place) {
    const { lon, lat, accuracy } = scene.place;
    if (accuracy !== null) {
      features.push({ type: "Feature", properties: {}, geometry: disc(lon, lat, accuracy) });
    }
    const point: GeoJSON.Point = { type: "Point", coordinates: [lon, lat] };
    features.push({ type: "Feature", properties: {}, geometry: point });
  }
  return { type: "FeatureCollection", features };
}

const placeLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: "doubt",
    type: "fill",
    source: "place",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": palette.accent, "fill-opacity": 0.16 },
  },
  {
    id: "doubt-rim",
    type: "line",
    source: "place",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "line-color": palette.accent, "line-width": 1.5, "line-dasharray": [3, 2] },
  },
  {
    id: "place",
    type: "circle",
    source: "place",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 7,
      "circle-color": palette.accent,
      "circle-stroke-color": palette.paper,
      "circle-stroke-width": 3,
    },
  },
];
