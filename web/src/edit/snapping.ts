/** Where a drawn point belongs: a node first, then a point of a border, its course, a street. */
import type { Border, Position } from "../api/drafts";
import { length, nearestOn } from "./lines";

export interface Attractors {
  borders: readonly Border[];
  streets: readonly (readonly Position[])[];
}

/** A corner draws farther than a course: it is what people mean. */
const CORNER_REACH = 1.3;

export function snapped(
  { borders, streets }: Attractors,
  at: Position,
  metres: number,
): Position | null {
  let corner: { at: Position; metres: number } | null = null;
  let course: { at: Position; metres: number } | null = null;
  for (const { geometry } of borders) {
    const line = geometry.coordinates as Position[];
    const found = nearestOn(line, at);
    if (!found || found.metres > metres * CORNER_REACH) continue;
    for (const one of [line[found.after], line[found.after + 1]]) {
      const away = one ? length([at, one]) : Number.POSITIVE_INFINITY;
      if (one && away <= metres * CORNER_REACH && (!corner || away < corner.metres)) {
        corner = { at: one, metres: away };
      }
    }
    if (found.metres <= metres && (!course || found.metres < course.metres)) course = found;
  }
  if (corner) return corner.at;
  if (course) return course.at;
  for (const street of streets) {
    const found = nearestOn(street, at);
    if (found && found.metres <= metres && (!course || found.metres < course.metres))
      course = found;
  }
  return course?.at ?? null;
}
