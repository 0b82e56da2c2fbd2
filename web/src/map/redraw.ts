/**
 * A draft on the map: its areas, its borders, what moves, and what is marked.
 *
 * The ground of a draft changes with every move of a hand. It is laid into sources
 * that keep it from style to style; the style only says how it looks.
 */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
} from "maplibre-gl";
import type { Layer } from "../state/address";
import { labelSize, labelText } from "./labels";
import type { Palette, Theme } from "./palette";
import { badgeName, blankName } from "./symbols";
import { weightOf } from "./weights";

export interface RedrawScene {
  /** Level keys from the top down. */
  levels: readonly string[];
  /** Areas in hand: outlined. */
  picked: readonly number[];
  /** The area that ends, or gives: outlined with dashes. */
  second: readonly number[];
  /** A middle latitude, for metres to pixels. */
  latitude: number;
}

/** What is laid into the map, by source. */
export const GROUNDS = [
  "redraw-areas",
  "redraw-labels",
  "redraw-borders",
  "redraw-moves",
  "redraw-marks",
] as const;
export type Ground = (typeof GROUNDS)[number];
export type Laid = Record<Ground, GeoJSON.FeatureCollection>;

export const NONE: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
export const FILL = "redraw:fill";

export function redrawSources(): Record<string, SourceSpecification> {
  return Object.fromEntries(GROUNDS.map((name) => [name, { type: "geojson", data: NONE }]));
}

const is = (what: string): FilterSpecification => ["==", ["get", "is"], what];
const among = (ids: readonly number[]): FilterSpecification => [
  "in",
  ["id"],
  ["literal", [...ids]],
];

export function redrawLayers(
  scene: RedrawScene,
  shown: (layer: Layer) => boolean,
  palette: Palette,
  theme: Theme,
): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  // Without fills the areas are still there to be pointed at.
  layers.push(fill(palette, shown("fills")), ...states(palette));
  layers.push({
    id: "redraw:blank",
    type: "fill",
    source: "redraw-marks",
    filter: is("issue"),
    paint: { "fill-pattern": blankName(theme) },
  });
  layers.push(...moves(palette));
  if (shown("borders")) layers.push(...borders(scene.levels, palette));
  layers.push(...outlines(scene, palette));
  if (shown("labels")) layers.push(names(scene, palette));
  layers.push(...lines(palette), ...pins(palette, theme));
  return layers;
}

const hovered: ExpressionSpecification = ["boolean", ["feature-state", "hover"], false];

const fill = (palette: Palette, filled: boolean): LayerSpecification => ({
  id: FILL,
  type: "fill",
  source: "redraw-areas",
  paint: {
    "fill-color": [
      "match",
      ["get", "hue"],
      ...palette.hues.slice(0, 5).flatMap((hue, index) => [index, hue]),
      palette.hues[5],
    ] as never,
    "fill-opacity": ["case", hovered, palette.strongOpacity, filled ? palette.fillOpacity : 0.01],
    "fill-antialias": false,
  },
});

/** What the draft changed is washed over, what it made new more so. */
const states = (palette: Palette): LayerSpecification[] => [
  {
    id: "redraw:changed",
    type: "line",
    source: "redraw-areas",
    filter: ["!=", ["get", "state"], "same"],
    layout: { "line-join": "round" },
    paint: {
      "line-color": palette.accent,
      "line-width": 5,
      "line-offset": 2.5,
      "line-opacity": ["match", ["get", "state"], "new", 0.45, 0.22],
    },
  },
];

const moves = (palette: Palette): LayerSpecification[] => [
  {
    id: "redraw:moves",
    type: "fill",
    source: "redraw-moves",
    paint: {
      "fill-color": palette.accent,
      "fill-opacity": ["case", ["boolean", ["get", "lit"], false], 0.5, 0.26],
    },
  },
  {
    id: "redraw:moves-rim",
    type: "line",
    source: "redraw-moves",
    paint: { "line-color": palette.accent, "line-width": 1.5, "line-dasharray": [2, 1.5] },
  },
];

/** The wider the level at which two sides differ, the heavier their border. */
function borders(levels: readonly string[], palette: Palette): LayerSpecification[] {
  const weight = (extra: number): ExpressionSpecification => [
    "match",
    ["get", "level"],
    ...(levels.flatMap((level) => [level, weightOf(levels, level) + extra]) as [string, number]),
    1.1 + extra,
  ];
  const wide = (extra: number): ExpressionSpecification => [
    "interpolate",
    ["linear"],
    ["zoom"],
    9,
    ["*", 0.5, weight(extra)],
    14,
    weight(extra),
  ];
  const upper: ExpressionSpecification = [
    "match",
    ["get", "level"],
    levels.slice(0, Math.max(1, levels.length - 1)) as string[],
    palette.upperBorder,
    palette.border,
  ];
  const from = { type: "line", source: "redraw-borders" } as const;
  const round = { "line-join": "round", "line-cap": "round" } as const;
  return [
    {
      id: "redraw:border-casing",
      ...from,
      layout: round,
      paint: { "line-color": palette.paper, "line-width": wide(2), "line-opacity": 0.8 },
    },
    {
      id: "redraw:border",
      ...from,
      layout: { ...round, "line-sort-key": ["get", "order"] },
      paint: { "line-color": upper, "line-width": wide(0.2) },
    },
  ];
}

function outlines(scene: RedrawScene, palette: Palette): LayerSpecification[] {
  const from = { type: "line", source: "redraw-areas" } as const;
  const layout = { "line-join": "round" } as const;
  return [
    {
      id: "redraw:picked-casing",
      ...from,
      layout,
      filter: among([...scene.picked, ...scene.second]),
      paint: { "line-color": palette.paper, "line-width": 6 },
    },
    {
      id: "redraw:picked",
      ...from,
      layout,
      filter: among(scene.picked),
      paint: { "line-color": palette.accent, "line-width": 3 },
    },
    {
      id: "redraw:second",
      ...from,
      layout,
      filter: among(scene.second),
      paint: { "line-color": palette.hatch, "line-width": 3, "line-dasharray": [2, 1.2] },
    },
  ];
}

const names = ({ latitude }: RedrawScene, palette: Palette): LayerSpecification => ({
  id: "redraw:names",
  type: "symbol",
  source: "redraw-labels",
  layout: {
    "text-field": labelText(latitude, palette.quietInk),
    "text-size": labelSize(latitude),
    "text-max-width": 40,
    "text-line-height": 1.25,
    "text-padding": 2,
    "symbol-sort-key": ["-", 0, ["get", "size"]],
  },
  paint: {
    "text-color": palette.ink,
    "text-halo-color": palette.halo,
    "text-halo-width": 1.5,
    "text-halo-blur": 0.5,
  },
});

/** What one draft draws and another drew; the border a press would take; a line by keys. */
function lines(palette: Palette): LayerSpecification[] {
  const line = (what: string, colour: string, width: number, dash: number[] | null) =>
    ({
      id: `redraw:${what}`,
      type: "line",
      source: "redraw-marks",
      filter: is(what),
      layout: { "line-join": "round", "line-cap": dash ? "butt" : "round" },
      paint: {
        "line-color": colour,
        "line-width": width,
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    }) as LayerSpecification;
  return [
    line("hint", palette.accent, 6, null),
    line("theirs", palette.hatch, 4, [2, 1.2]),
    line("mine", palette.accent, 4, null),
    line("sketch", palette.accent, 3, null),
    line("faulty", palette.blind, 3, null),
    {
      id: "redraw:sketch-points",
      type: "circle",
      source: "redraw-marks",
      filter: is("corner"),
      paint: {
        "circle-radius": 5,
        "circle-color": palette.paper,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 2.5,
      },
    },
  ];
}

/** Places to look at: issues by number, comments, and where a line was refused. */
function pins(palette: Palette, theme: Theme): LayerSpecification[] {
  const pin = (what: string, badge: "spots" | "proposals"): LayerSpecification => ({
    id: `redraw:${what}-pin`,
    type: "symbol",
    source: "redraw-marks",
    filter: is(`${what}-pin`),
    layout: {
      "icon-image": badgeName(badge, theme),
      "icon-allow-overlap": true,
      "text-field": ["get", "text"],
      "text-size": 12,
      "text-allow-overlap": true,
    },
    paint: { "text-color": badge === "spots" ? palette.onBlind : palette.paper },
  });
  return [
    pin("issue", "spots"),
    pin("comment", "proposals"),
    {
      id: "redraw:refused",
      type: "circle",
      source: "redraw-marks",
      filter: is("refused"),
      paint: {
        "circle-radius": 11,
        "circle-opacity": 0,
        "circle-stroke-color": palette.blind,
        "circle-stroke-width": 3,
      },
    },
  ];
}
