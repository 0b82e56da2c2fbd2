/** What a hand means that points beside a border, a node or a street. */
import type { Border, Position } from "../api/drafts";
import { snapped } from "../edit/snapping";
import { stage } from "../map/stage.svelte";
import type { Place } from "./address";
import { drafting } from "./drafting.svelte";
import { nearestBorder } from "./drawn";

/** How far beside a border a finger may point. */
const BESIDE_PX = 12;

/** The same on the ground, as close as the map stands. */
export const reachOfHand = (): number => BESIDE_PX * (stage.map?.grain() ?? 1);

export const borderNear = (at: Place): Border | null =>
  nearestBorder(drafting.drawn.borders, at, reachOfHand());

/** Where a drawn point belongs. A border that is bent must not touch others: streets only. */
export function aimed(at: Position, metres: number, bending: boolean): Position | null {
  const streets = stage.map?.streetsNear({ lon: at[0], lat: at[1] }, BESIDE_PX) ?? [];
  const borders = bending ? [] : drafting.drawn.borders;
  return snapped({ borders, streets: streets as Position[][] }, at, metres);
}
