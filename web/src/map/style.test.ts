import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { NO_REACH } from "./reach";
import { type Scene, styleFor } from "./style";
import { weightOf } from "./weights";

const LEVELS = ["district", "subdistrict", "community", "grid", "microgrid"];
const scene: Scene = {
  theme: "light",
  levels: LEVELS,
  level: "grid",
  tiles: {
    url: "http://127.0.0.1/tiles/2/areas/{z}/{x}/{y}",
    minzoom: 0,
    maxzoom: 16,
    layers: Object.fromEntries([
      ...LEVELS.flatMap((level) => [
        [level, 0],
        [`${level}_labels`, 0],
      ]),
      ["blanks", 0],
    ]),
  },
  ground: { streets: null, buildings: null },
  reach: NO_REACH,
  hues: null,
  redraw: null,
  base: null,
  hidden: [],
  chosen: [{ level: "grid", id: 7, main: true }],
  place: { lon: 102.05, lat: 40.35, accuracy: 30 },
  latitude: 40.35,
};
const ids = (given: Partial<Scene>) => styleFor({ ...scene, ...given }).layers.map(({ id }) => id);

describe("a draft on the map", () => {
  const redraw = { levels: LEVELS, picked: [7], second: [8], latitude: 40.35 };
  it("is valid in both themes, with and without fills, borders and names", () => {
    for (const theme of ["light", "dark"] as const) {
      for (const hidden of [[], ["fills", "borders", "labels"] as const]) {
        expect(validateStyleMin(styleFor({ ...scene, redraw, theme, hidden }))).toEqual([]);
      }
    }
  });

  it("stands in the place of what is published", () => {
    expect(ids({ redraw }).some((id) => id.startsWith("fill:"))).toBe(false);
    expect(ids({ redraw })).toContain("redraw:fill");
    expect(ids({ redraw: null }).some((id) => id.startsWith("redraw:"))).toBe(false);
  });
});

describe("what is in force beside a draft", () => {
  const hues = [[7, 9], [], [], [], [], [8]];
  const colour = (level: string, given: Scene["hues"]) =>
    JSON.stringify(
      styleFor({ ...scene, level, hues: given }).layers.find(({ id }) => id === `fill:${level}`)
        ?.paint,
    );

  it("has the hues of the draft, and its own where the draft gave none", () => {
    expect(validateStyleMin(styleFor({ ...scene, hues }))).toEqual([]);
    expect(colour("grid", hues)).toContain('["match",["id"],[7,9],');
    expect(colour("grid", hues)).toContain('["get","colour"]');
    expect(colour("grid", [[], []])).toBe(colour("grid", null));
  });
});

describe("the style", () => {
  it("is valid in every theme and at every level", () => {
    for (const theme of ["light", "dark"] as const) {
      for (const level of LEVELS) {
        expect(validateStyleMin(styleFor({ ...scene, theme, level }))).toEqual([]);
      }
    }
  });

  it("fills the asked level only", () => {
    expect(ids({}).filter((id) => id.startsWith("fill:"))).toEqual(["fill:grid"]);
  });

  it("lets the level above stand in where the asked one has no tiles yet", () => {
    const tiles = scene.tiles && { ...scene.tiles, layers: { ...scene.tiles.layers, grid: 12 } };
    const fills = styleFor({ ...scene, tiles }).layers.filter(({ id }) => id.startsWith("fill:"));
    expect(fills.map(({ id, minzoom, maxzoom }) => [id, minzoom, maxzoom])).toEqual([
      ["fill:grid", 12, 24],
      ["fill:community", 0, 12],
    ]);
  });

  it("lays heavier borders over lighter ones, and nothing finer than one level below", () => {
    const borders = ids({ level: "community" }).filter((id) => id.startsWith("border:"));
    expect(borders).toEqual([
      "border:grid",
      "border:community",
      "border:subdistrict",
      "border:district",
    ]);
  });

  it("leaves out what the reader hid", () => {
    const left = ids({ hidden: ["fills", "labels", "blanks", "borders"] });
    expect(left).toEqual([
      "paper",
      "chosen-fill:0",
      "chosen-casing:0",
      "chosen:0",
      "doubt",
      "doubt-rim",
      "place",
    ]);
  });

  it("draws its labels from local fonts: no glyph server is named", () => {
    expect(styleFor(scene)).not.toHaveProperty("glyphs");
    expect(styleFor(scene)).not.toHaveProperty("sprite");
  });

  it("puts an operator's base map under the areas", () => {
    const base = { tiles: ["https://tiles.example/{z}/{x}/{y}.png"], attribution: "天地图" };
    expect(ids({ base }).slice(0, 2)).toEqual(["paper", "base"]);
    expect(ids({ base, hidden: ["base"] })).not.toContain("base");
  });

  it("draws nothing of areas before a release is published", () => {
    expect(ids({ tiles: null })).toEqual(["doubt", "doubt-rim", "place"]);
  });
});

describe("border weights", () => {
  it("are the preset's own", () => {
    expect(LEVELS.map((level) => weightOf(LEVELS, level))).toEqual([3, 2.2, 1.6, 1.1, 0.6]);
  });

  it("spread over any other list of levels", () => {
    expect(["district", "beat"].map((level) => weightOf(["district", "beat"], level))).toEqual([
      3, 0.6,
    ]);
  });
});
