/**
 * What a station looks like on the map and in lists: one shape and one colour a
 * kind, so that neither alone has to tell them apart.
 *
 * Shapes are drawn on a 24 by 24 sheet; kinds the page does not know take the
 * looks that are left, in the order the server names them.
 */
export interface Look {
  path: string;
  light: string;
  dark: string;
}

const HEXAGON = "M12 2.500 20.200 7.250v9.500L12 21.500 3.800 16.750v-9.500z";
const SQUARE =
  "M6.500 4h11A2.500 2.500 0 0 1 20 6.500v11a2.500 2.500 0 0 1-2.500 2.500h-11A2.500 2.500 0 0 1 4 17.500v-11A2.500 2.500 0 0 1 6.500 4z";
const CIRCLE = "M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z";
const TRIANGLE = "M12 3.500 21.500 20h-19z";
const CROSS = "M8.700 3.500h6.600v5.200h5.200v6.600h-5.200v5.200H8.700v-5.200H3.500V8.700h5.200z";
const DIAMOND = "M12 2.500 21.500 12 12 21.500 2.500 12z";
const PENTAGON = "M12 3 21.200 9.700 17.700 20.500H6.300L2.800 9.700z";

const KNOWN: Record<string, Look> = {
  centre: { path: HEXAGON, light: "#b3261e", dark: "#f2968c" },
  station: { path: SQUARE, light: "#6a3fa0", dark: "#c3a2ea" },
  point: { path: CIRCLE, light: "#0b6b63", dark: "#6fd0c4" },
  rest_stop: { path: TRIANGLE, light: "#8a5200", dark: "#e9b264" },
  clinic: { path: CROSS, light: "#1c6b33", dark: "#85d69b" },
};

const LEFT: readonly Look[] = [
  { path: DIAMOND, light: "#8c2f63", dark: "#eb9cc6" },
  { path: PENTAGON, light: "#4d5560", dark: "#b9c2cc" },
  { path: TRIANGLE, light: "#1f5a96", dark: "#8fc0f3" },
  { path: SQUARE, light: "#6b5a14", dark: "#d9c870" },
];

export function lookOf(kinds: readonly string[], kind: string): Look {
  const known = KNOWN[kind];
  if (known) return known;
  const others = kinds.filter((key) => !(key in KNOWN));
  const at = Math.max(0, others.indexOf(kind)) % LEFT.length;
  return LEFT[at] ?? { path: CIRCLE, light: "#4d5560", dark: "#b9c2cc" };
}
