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
const LEAN = 1.2;
const ZOOMS = Array.from({ length: 13 }, (_, index) => index + 8);

/** Screen pixels per metre, 512-pixel tiles, spherical Mercator. */
export function pixelsPerMetre(zoom: number, latitude: number): number {
  return (512 * 2 ** zoom) / (40_075_016.686 * Math.cos((latitude * Math.PI) / 180));
}

type Expression = ExpressionSpecification;

const code: Expression = ["to-string", ["get", "code"]];
const given: Expression = ["coalesce", ["get", "name"], ""];
/** An area without a name is spoken of by its code, said once. */
const name: Expression = ["case", ["==", given, ""], code, given];
const named: Expression = ["!=", name, code];

/**
 * Where a name's own part begins. "文昌社区第一网格" stands inside 文昌社区, whose label
 * is on the map too, so "第一网格" is enough where the whole does not fit: the part
 * from the last 第 on. Names without an ordinal have no shorter form.
 */
const withOwnPart = (body: Expression): Expression => [
  "let",
  "first",
  ["index-of", "第", name, 1],
  [
    "let",
    "second",
    ["case", [">=", ["var", "first"], 0], ["index-of", "第", name, ["+", ["var", "first"], 1]], -1],
    ["let", "own", ["max", 0, ["var", "first"], ["var", "second"]], body],
  ],
];

const head: Expression = ["slice", name, 0, ["var", "own"]];
const tail: Expression = ["slice", name, ["var", "own"]];
const cut: Expression = [">", ["var", "own"], 0];

const width = (text: Expression, px: number): Expression => ["*", ["length", text], px];

/** Whether a box fits the largest circle, this many pixels in radius. */
const fits = (radius: Expression, across: Expression, high: number): Expression => [
  ">=",
  ["^", ["*", radius, 2 * LEAN], 2],
  ["+", ["^", across, 2], high * high],
];

/** Pixels from the label point to the border. */
const room = (zoom: number, latitude: number): Expression => [
  "*",
  ["get", "size"],
  pixelsPerMetre(zoom + 0.5, latitude),
];

const LINE = 1.25;
/**
 * Smaller than this, an area's label leaves its parent's name to the parent's label,
 * which stands on the map until its own area is about twice as wide.
 */
const WHOLE_NAME_PX = 64;
const PARENT_LABEL_PX = 112;

const nameAlone = (radius: Expression, px: number): Expression =>
  fits(radius, width(name, px), px * LINE);

const nameAndCode = (radius: Expression): Expression =>
  fits(
    radius,
    ["max", width(name, LARGE_PX), width(code, SMALL_PX * DIGIT_EM)],
    (LARGE_PX + SMALL_PX) * LINE,
  );

const perZoom = (branch: (zoom: number) => Expression): Expression => {
  const [first = 0, ...rest] = ZOOMS;
  const stops = rest.flatMap((zoom) => [zoom, branch(zoom)]);
  return ["step", ["zoom"], branch(first), ...stops] as unknown as Expression;
};

/** The text of a label: name and code, the name, its own part, or nothing. */
export function labelText(latitude: number, quietInk: string): Expression {
  return perZoom((zoom) => {
    const radius = room(zoom, latitude);
    const small = { "font-scale": SMALL_PX / LARGE_PX, "text-color": quietInk };
    const twoLines: Expression = ["max", width(head, SMALL_PX), width(tail, SMALL_PX)];
    const whole: Expression = ["any", ["!", cut], [">=", radius, WHOLE_NAME_PX]];
    return withOwnPart([
      "case",
      ["all", named, whole, nameAndCode(radius)],
      ["format", name, {}, "\n", {}, code, small],
      ["all", whole, nameAlone(radius, SMALL_PX)],
      ["format", name, {}],
      ["all", whole, cut, fits(radius, twoLines, 2 * SMALL_PX * LINE)],
      ["format", head, {}, "\n", {}, tail, {}],
      ["all", cut, fits(radius, width(tail, SMALL_PX), SMALL_PX * LINE)],
      ["format", tail, {}],
      "",
    ]);
  });
}

/** The size of a label: 14 pixels where the whole name fits so, else 12. */
export function labelSize(latitude: number): Expression {
  return perZoom((zoom) => ["case", nameAlone(room(zoom, latitude), LARGE_PX), LARGE_PX, SMALL_PX]);
}

/** The name of an upper area, only while it is small on the screen: close up its parts speak. */
export function parentText(latitude: number): Expression {
  return perZoom((zoom) => {
    const radius = room(zoom, latitude);
    return ["case", ["all", nameAlone(radius, LARGE_PX), ["<", radius, PARENT_LABEL_PX]], name, ""];
  });
}
