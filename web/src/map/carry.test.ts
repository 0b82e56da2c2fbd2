import type { StyleSpecification } from "maplibre-gl";
import { expect, test } from "vitest";
import { carried } from "./carry";

const style = (part: Partial<StyleSpecification>): StyleSpecification => ({
  version: 8,
  sources: {},
  layers: [],
  ...part,
});
const data = (features: GeoJSON.Feature[]) => ({
  type: "geojson" as const,
  data: { type: "FeatureCollection" as const, features },
});
const place: GeoJSON.Feature = {
  type: "Feature",
  properties: {},
  geometry: { type: "Point", coordinates: [1, 2] },
};

test("the pen's lines and a draft's ground outlive a change of style", () => {
  const before = style({
    sources: { "pen-point": data([place]), "redraw-areas": data([place]), areas: data([]) },
    layers: [
      { id: "paper", type: "background" },
      { id: "pen-point", type: "circle", source: "pen-point" },
    ],
  });
  const next = style({
    sources: { "redraw-areas": data([]) },
    layers: [{ id: "paper", type: "background" }],
  });
  const kept = carried(before, next);
  expect(kept.sources).toEqual({ "pen-point": data([place]), "redraw-areas": data([place]) });
  expect(kept.layers.map(({ id }) => id)).toEqual(["paper", "pen-point"]);
});

test("names stay unseen while their tiles stay, and go with them", () => {
  const tiles = { type: "vector" as const, tiles: ["/tiles"] };
  const before = style({
    sources: { streets: tiles, areas: { ...tiles, tiles: ["/1"] } },
    layers: [
      { id: "street", type: "line", source: "streets" },
      { id: "street-name", type: "symbol", source: "streets", layout: { "text-size": 12 } },
      { id: "area-name", type: "symbol", source: "areas" },
    ],
  });
  const next = style({ sources: { streets: tiles, areas: { ...tiles, tiles: ["/2"] } } });
  const name = {
    id: "street-name",
    type: "symbol",
    source: "streets",
    layout: { "text-size": 12, visibility: "none" },
  };
  const kept = carried(before, next);
  expect(kept.layers).toEqual([name]);
  expect(carried(kept, next).layers).toEqual([name]);
  expect(carried(kept, style({})).layers).toEqual([]);
});

test("a style without a draft drops its ground", () => {
  const before = style({ sources: { "redraw-areas": data([place]) } });
  expect(carried(before, style({})).sources).toEqual({});
  expect(carried(undefined, style({}))).toEqual(style({}));
});
