/**
 * One label per area, inside it: name then code, smaller when it does not fit,
 * none when it cannot.
 *
 * Each label point carries `size`, the radius in metres of the largest circle
 * inside its area. Text is laid out once per tile zoom, so "does it fit" is
 * asked per whole zoom, for the middle of it.
 */
import type { ExpressionSpecification } from "maplibre-gl";

const LARGE_PX = 14;
const SMALL_PX = 12;
/** A Han character is as wide as it is high; digits and Latin letters about 0.6 of it. */
const DIGIT_EM = 0.6;
/** Areas reach beyond their largest circle; a label may lean out of it by this much. */
const LEAN = 1.35;
const ZOOMS = Array.from({ length: 13 }, (_, index) => index + 8);

/** Screen pixels per metre, 512-pixel tiles, spherical Mercator. */
export function pixelsPerMetre(zoom: number, latitude: number): number {
  return (512 * 2 ** zoom) / (40_075_016.686 * Math.cos((latitude * Math.PI) / 180));
}

/** The radius in pixels that a box of this width and height needs. */
export const radiusFor = (width: number, height: number) => Math.hypot(width, height) / 2 / LEAN;

const nameLength: ExpressionSpecification = ["length", ["get", "name"]];
const codeLength: ExpressionSpecification = ["length", ["to-string", ["get", "code"]]];

const boxRadius = (width: ExpressionSpecification, height: number): ExpressionSpecification => [
  "/",
  ["sqrt", ["+", ["^", width, 2], height * height]],
  2 * LEAN,
];

const nameWidth = (px: number): ExpressionSpecification => ["*", nameLength, px];

const bothWidth: ExpressionSpecification = [
  "max",
  nameWidth(LARGE_PX),
  ["*", codeLength, SMALL_PX * DIGIT_EM],
];

/** At least this many pixels from the label point to the border. */
const room = (zoom: number, latitude: number): ExpressionSpecification => [
  "*",
  ["get", "size"],
  pixelsPerMetre(zoom + 0.5, latitude),
];

const perZoom = (branch: (zoom: number) => ExpressionSpecification): ExpressionSpecification => {
  const [first = 0, ...rest] = ZOOMS;
  const stops = rest.flatMap((zoom) => [zoom, branch(zoom)]);
  return ["step", ["zoom"], branch(first), ...stops] as unknown as ExpressionSpecification;
};

/** The text of a label: name and code, the name, or nothing. */
export function labelText(latitude: number, quietInk: string): ExpressionSpecification {
  return perZoom((zoom) => [
    "case",
    [">=", room(zoom, latitude), boxRadius(bothWidth, LARGE_PX * 1.25 + SMALL_PX * 1.25)],
    [
      "format",
      ["get", "name"],
      {},
      "\n",
      {},
      ["to-string", ["get", "code"]],
      { "font-scale": SMALL_PX / LARGE_PX, "text-color": quietInk },
    ],
    [">=", room(zoom, latitude), boxRadius(nameWidth(SMALL_PX), SMALL_PX * 1.25)],
    ["format", ["get", "name"], {}],
    "",
  ]);
}

/** The size of a label: 14 pixels where the name fits so, else 12. */
export function labelSize(latitude: number): ExpressionSpecification {
  return perZoom((zoom) => [
    "case",
    [">=", room(zoom, latitude), boxRadius(nameWidth(LARGE_PX), LARGE_PX * 1.25)],
    LARGE_PX,
    SMALL_PX,
  ]);
}

/** The name of an upper area, only while it is small on the screen: close up its parts speak. */
export function parentText(latitude: number, largestPx: number): ExpressionSpecification {
  return perZoom((zoom) => [
    "case",
    [
      "all",
      [">=", room(zoom, latitude), boxRadius(nameWidth(LARGE_PX), LARGE_PX * 1.25)],
      ["<", room(zoom, latitude), largestPx],
    ],
    ["get", "name"],
    "",
  ]);
}
