import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { lookOf } from "./kinds";
import { NO_REACH, type ReachScene } from "./reach";
import { type Scene, styleFor } from "./style";
import type { Tiles } from "./tiles";
import { tilesOf } from "./tiles";

const tiles = (...layers: string[]): Tiles => ({
  url: "http://127.0.0.1/tiles/2/some/{z}/{x}/{y}",
  minzoom: 0,
  maxzoom: 16,
  layers: Object.fromEntries(layers.map((layer) => [layer, 0])),
});

const ring = (minutes: number): GeoJSON.Feature => ({
  type: "Feature",
  properties: { minutes },
  geometry: {
    type: "Polygon",
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  },
});

const reach: ReachScene = {
  ...NO_REACH,
  later: [{ kind: "point", zoom: 15 }],
  stations: tiles("stations"),
  kinds: ["centre", "station", "point"],
  circles: tiles("reach"),
  blindGround: tiles("blindspots", "blind_ground"),
  painted: { level: "grid", steps: [[1], [], [2, 3], [], [4]], bare: [1], overfull: [3] },
  spots: [{ number: 1, at: [102, 40], text: "83 人", chosen: true }],
  station: { id: 7, lon: 102, lat: 40 },
  rings: { type: "FeatureCollection", features: [ring(8), ring(15)] },
  walk: {
    type: "LineString",
    coordinates: [
      [102, 40],
      [102.01, 40],
    ],
  },
  affected: { level: "grid", ids: [1, 2] },
  proposals: [{ rank: 1, lon: 102, lat: 40, chosen: false }],
};

const scene: Scene = {
  theme: "light",
  levels: ["community", "grid"],
  level: "grid",
  tiles: tiles("community", "community_labels", "grid", "grid_labels", "blanks"),
  ground: {
    streets: tiles("water", "waterway", "green", "rail", "streets"),
    buildings: tiles("buildings"),
  },
  reach,
  hues: null,
  redraw: null,
  base: null,
  hidden: [],
  chosen: [],
  place: null,
  latitude: 40,
};
const ids = (given: Partial<Scene>) => styleFor({ ...scene, ...given }).layers.map(({ id }) => id);
const order = (found: string[], ...names: string[]) => names.map((name) => found.indexOf(name));

describe("the base map and reach", () => {
  it("are a valid style, light and dark, full and empty", () => {
    for (const theme of ["light", "dark"] as const) {
      for (const given of [
        {},
        { reach: { ...reach, kind: "centre", only: [1, 2] } },
        { reach: NO_REACH, ground: { streets: null, buildings: null } },
        { reach: { ...reach, painted: { ...NOBODY } } },
      ]) {
        expect(validateStyleMin(styleFor({ ...scene, theme, ...given }))).toEqual([]);
      }
    }
  });

  it("lie in order: ground, fills, hatches, borders, stations, names, circles, badges", () => {
    const at = order(
      ids({}),
      "ground:water",
      "ground:streets",
      "fill:grid",
      "bare",
      "blind-ground",
      "border:grid",
      "stations",
      "label:grid",
      "rings:8",
      "spots",
      "proposals",
    );
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  it("draw nothing of a set whose layers are not there", () => {
    const ground = { streets: tiles("streets"), buildings: null };
    const found = ids({ ground, reach: { ...reach, circles: tiles(), stations: tiles() } });
    expect(found.filter((id) => /water|green|rail|building|circles|^stations/.test(id))).toEqual(
      [],
    );
  });

  it("fill the circles only where nothing else is filled", () => {
    expect(ids({})).not.toContain("circles-fill:8");
    expect(ids({ hidden: ["fills"] })).toContain("circles-fill:8");
  });

  it("give way to the reader's choice", () => {
    const found = ids({ hidden: ["base", "stations", "circles", "spots"] });
    expect(found.filter((id) => /ground|^station(s|-names)|circles|^spots/.test(id))).toEqual([]);
  });
});

const NOBODY = { level: "grid", steps: [[], [], [], [], []], bare: [], overfull: [] };

it("tells every kind apart by shape or colour", () => {
  const kinds = ["centre", "station", "point", "rest_stop", "clinic", "library", "canteen"];
  const looks = kinds.map((kind) => lookOf(kinds, kind));
  expect(new Set(looks.map(({ path, light }) => `${path} ${light}`)).size).toBe(kinds.length);
});

it("asks tiles where the page came from, and of the release in view", () => {
  const document = {
    tiles: ["http://inside:8080/tiles/4/streets/{z}/{x}/{y}?kind=centre"],
    minzoom: 10,
    maxzoom: 16,
    vector_layers: [{ id: "streets", minzoom: null }],
  };
  expect(tilesOf(document, "https://map.example")).toEqual({
    url: "https://map.example/tiles/4/streets/{z}/{x}/{y}?kind=centre",
    minzoom: 10,
    maxzoom: 16,
    layers: { streets: 10 },
  });
  expect(tilesOf(document, "https://map.example", 2)?.url).toContain("/tiles/2/streets/");
  expect(tilesOf({ ...document, tiles: [] }, "https://map.example")).toBeNull();
});
