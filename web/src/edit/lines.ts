/** Lines and rings as they are drawn: near one another the ground is taken for flat. */
import type { Position } from "../api/drafts";

const METRES_PER_DEGREE = 111_319.5;

/** Places that differ by less than the lattice are one. */
export const same = (a: Position, b: Position) =>
  Math.abs(a[0] - b[0]) < 1e-7 && Math.abs(a[1] - b[1]) < 1e-7;

/** Metres east and north of an origin. */
const flat = ([lon, lat]: Position, origin: Position): [number, number] => [
  (lon - origin[0]) * METRES_PER_DEGREE * Math.cos((origin[1] * Math.PI) / 180),
  (lat - origin[1]) * METRES_PER_DEGREE,
];

export function length(line: readonly Position[]): number {
  let sum = 0;
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1], line[at]];
    if (a && b) sum += Math.hypot(...flat(b, a));
  }
  return sum;
}

/** The ground a closed line goes around, in square metres. */
export function ground(ring: readonly Position[]): number {
  const [origin] = ring;
  if (!origin) return 0;
  let twice = 0;
  for (let at = 0; at < ring.length; at += 1) {
    const [x1, y1] = flat(ring[at] as Position, origin);
    const [x2, y2] = flat(ring[(at + 1) % ring.length] as Position, origin);
    twice += x1 * y2 - x2 * y1;
  }
  return Math.abs(twice) / 2;
}

/** The nearest place on a line: how far, where, and after which of its points. */
export interface Nearest {
  metres: number;
  at: Position;
  after: number;
}

/** How far a straight piece of line passes by, and at which part of it. */
function passing(a: Position, b: Position, to: Position): { metres: number; part: number } {
  const [ax, ay] = flat(a, to);
  const [bx, by] = flat(b, to);
  const [dx, dy] = [bx - ax, by - ay];
  const whole = dx * dx + dy * dy;
  const part = whole === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / whole));
  return { metres: Math.hypot(ax + part * dx, ay + part * dy), part };
}

export function nearestOn(line: readonly Position[], to: Position): Nearest | null {
  let best: Nearest | null = null;
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1] as Position, line[at] as Position];
    const { metres, part } = passing(a, b, to);
    if (best && best.metres <= metres) continue;
    best = {
      metres,
      at: [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])],
      after: at - 1,
    };
  }
  return best;
}

/** Whether a line comes nearer than that: what lies far off is not measured, and one piece is enough. */
export function comesNear(line: readonly Position[], to: Position, metres: number): boolean {
  const high = metres / METRES_PER_DEGREE;
  const wide = high / Math.cos((to[1] * Math.PI) / 180);
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1] as Position, line[at] as Position];
    if (Math.min(a[0], b[0]) > to[0] + wide || Math.max(a[0], b[0]) < to[0] - wide) continue;
    if (Math.min(a[1], b[1]) > to[1] + high || Math.max(a[1], b[1]) < to[1] - high) continue;
    if (passing(a, b, to).metres < metres) return true;
  }
  return false;
}

/** The place half-way along a line. */
export function middle(line: readonly Position[]): Position {
  const half = length(line) / 2;
  let gone = 0;
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1] as Position, line[at] as Position];
    const step = length([a, b]);
    if (gone + step >= half && step > 0) {
      const part = (half - gone) / step;
      return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
    }
    gone += step;
  }
  return (line[0] ?? [0, 0]) as Position;
}

/**
 * What happened to a border when its points were moved: an end that moved is a corner
 * that other borders follow; anything else is a new course between the same ends.
 */
export function bent(
  before: readonly Position[],
  after: readonly Position[],
): { corner: { from: Position; to: Position } } | { line: Position[] } | null {
  const [first, last] = [before[0], before.at(-1)];
  const [start, end] = [after[0], after.at(-1)];
  if (!first || !last || !start || !end) return null;
  if (!same(first, start)) return { corner: { from: first, to: start } };
  if (!same(last, end)) return { corner: { from: last, to: end } };
  const equal = before.length === after.length && before.every((at, i) => same(at, after[i] ?? at));
  return equal ? null : { line: [...after] };
}

/** The point moved, another put in after it, or taken out; the ends of a line stay. */
export const withMoved = (line: readonly Position[], at: number, to: Position): Position[] =>
  line.map((one, index) => (index === at ? to : one));

export function withInserted(line: readonly Position[], at: number): Position[] {
  const [a, b] = [line[at], line[at + 1]];
  if (!a || !b) return [...line];
  const between: Position = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return [...line.slice(0, at + 1), between, ...line.slice(at + 1)];
}

export const withRemoved = (line: readonly Position[], at: number): Position[] =>
  at <= 0 || at >= line.length - 1 ? [...line] : line.filter((_, index) => index !== at);

/** Whether a place lies within a polygon, holes left out. */
export function contains(shape: GeoJSON.Geometry, [lon, lat]: Position): boolean {
  let inside = false;
  for (const ring of ringsOf(shape)) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i] as Position;
      const [xj, yj] = ring[j] as Position;
      if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) {
        inside = !inside;
      }
    }
  }
  return inside;
}

export function ringsOf(shape: GeoJSON.Geometry): Position[][] {
  if (shape.type === "Polygon") return shape.coordinates as Position[][];
  if (shape.type === "MultiPolygon") return shape.coordinates.flat() as Position[][];
  return [];
}

/** The box around shapes, [west, south, east, north]; null around nothing. */
export function boxOf(
  shapes: readonly GeoJSON.Geometry[],
): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lon, lat] = part;
    if (typeof lon === "number" && typeof lat === "number") {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    } else for (const inner of part) take(inner);
  };
  for (const shape of shapes) if ("coordinates" in shape) take(shape.coordinates);
  return box[0] <= box[2] ? box : null;
}

/** A place for a name, and how much room there is around it in metres. */
export interface LabelPlace {
  at: Position;
  room: number;
}

/** The middle of the widest part of the largest ring, holes left out. */
export function labelPlace(shape: GeoJSON.Geometry): LabelPlace | null {
  const rings = ringsOf(shape);
  const largest = [...rings].sort((a, b) => ground(b) - ground(a))[0];
  const box = largest && boxOf([{ type: "LineString", coordinates: largest }]);
  if (!box) return null;
  let best: { width: number; at: Position } | null = null;
  for (const part of [0.5, 0.42, 0.58]) {
    const lat = box[1] + part * (box[3] - box[1]);
    const crossings = rings.flatMap((ring) => crossed(ring, lat)).sort((a, b) => a - b);
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const [west = 0, east = 0] = [crossings[at], crossings[at + 1]];
      if (best && east - west <= best.width) continue;
      best = { width: east - west, at: [(west + east) / 2, lat] };
    }
  }
  if (!best) return null;
  const [lon, lat] = best.at;
  const wide = length([
    [lon - best.width / 2, lat],
    [lon + best.width / 2, lat],
  ]);
  const high = length([
    [lon, box[1]],
    [lon, box[3]],
  ]);
  return { at: best.at, room: (Math.min(wide, high) / 2) * 0.8 };
}

/** Where a ring crosses a parallel. */
const crossed = (ring: readonly Position[], lat: number): number[] =>
  ring.flatMap((to, at) => {
    const from = ring[at - 1];
    if (!from || from[1] > lat === to[1] > lat) return [];
    return [from[0] + ((lat - from[1]) / (to[1] - from[1])) * (to[0] - from[0])];
  });
