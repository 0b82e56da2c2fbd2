/**
 * Pictures the style asks for by name: station symbols, the hatch of ground that
 * nobody reaches in time, the dots of stations with too many people.
 */
import type { ExpressionSpecification } from "maplibre-gl";
import { hatch } from "./hatch";
import { lookOf } from "./kinds";
import { PALETTES, type Theme } from "./palette";

export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Pictures are drawn twice as fine as they are shown. */
export const FINENESS = 2;
const SIDE = 24;
const CASING = 2.5;
const DISC = "M12 1.500a10.500 10.500 0 1 1 0 21 10.500 10.500 0 0 1 0-21z";

/** The picture of a station's kind, as the style reads it off each station. */
export const stationName = (
  kind: ExpressionSpecification,
  theme: Theme,
): ExpressionSpecification => ["concat", "station|", kind, `|${theme}`];
export const uncoveredName = (theme: Theme) => `uncovered|${theme}`;
export const overfullName = (theme: Theme) => `overfull|${theme}`;
export const blankName = (theme: Theme) => `blank|${theme}`;

/** The round ground of a number: of a blind spot, or of a proposal. */
export const badgeName = (of: "spots" | "proposals", theme: Theme) => `badge|${of}|${theme}`;

/** The picture of a name, or null for a name of someone else's. */
export function pictureOf(name: string, kinds: readonly string[]): Picture | null {
  const [what = "", ...rest] = name.split("|");
  const theme = rest.at(-1);
  if (theme !== "light" && theme !== "dark") return null;
  const { hatch: rust, blind, overfull, accent, paper } = PALETTES[theme];
  const [of = ""] = rest;
  const look = lookOf(kinds, of);
  if (what === "blank") return hatch(rust);
  if (what === "uncovered") return hatch(blind, -1);
  if (what === "overfull") return dots(overfull);
  if (what === "badge") return drawn(DISC, of === "spots" ? blind : accent, paper);
  if (what === "station") return drawn(look.path, look[theme], paper);
  return null;
}

/** A shape with a casing of paper around it. */
function drawn(path: string, colour: string, paper: string): Picture | null {
  const side = SIDE * FINENESS;
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(FINENESS, FINENESS);
  const shape = new Path2D(path);
  pen.lineJoin = "round";
  pen.lineWidth = CASING;
  pen.strokeStyle = paper;
  pen.stroke(shape);
  pen.fillStyle = colour;
  pen.fill(shape);
  return { width: side, height: side, data: pen.getImageData(0, 0, side, side).data };
}

/** Dots on a lattice that joins itself on every side. */
function dots(hex: string): Picture {
  const side = 24;
  const radius = 2;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(hex.slice(at, at + 2), 16),
  );
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      // Two dots a tile, set like bricks; the edge is softened.
      const away = Math.min(
        Math.hypot(x + 0.5 - side / 4, y + 0.5 - side / 4),
        Math.hypot(x + 0.5 - (3 * side) / 4, y + 0.5 - (3 * side) / 4),
      );
      const alpha = Math.max(0, Math.min(1, radius + 0.5 - away)) * 0.6;
      data.set([red, green, blue, Math.round(alpha * 255)], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data };
}
