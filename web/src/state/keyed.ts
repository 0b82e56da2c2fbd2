/** The hand on the keyboard: points of a border are chosen and moved, lines put together. */
import type { Position } from "../api/drafts";
import { same, withInserted, withMoved, withRemoved } from "../edit/lines";
import { stage } from "../map/stage.svelte";
import type { Place } from "./address";
import { reachOfHand } from "./aim";
import { tooling } from "./tooling.svelte";

/** The next point of the border in hand, or the one before; the arrow keys move it then. */
export function step(by: 1 | -1): void {
  const { doing } = tooling;
  if (doing.is !== "bending") return;
  const count = doing.line.length;
  const from = tooling.corner ?? (by > 0 ? -1 : count);
  tooling.corner = (from + by + count) % count;
  stage.map?.grip();
}

export function moveCorner(to: Place): void {
  const { doing, corner } = tooling;
  if (doing.is !== "bending" || corner === null) return;
  const line = withMoved(doing.line, corner, [to.lon, to.lat]);
  tooling.pen?.bend(line);
  tooling.bending(line);
}

export function insert(): void {
  const { doing, corner } = tooling;
  if (doing.is !== "bending" || corner === null) return;
  const line = withInserted(doing.line, corner);
  if (line.length === doing.line.length) return;
  tooling.doing = { ...doing, line };
  tooling.pen?.bend(line);
  tooling.corner = corner + 1;
}

export function remove(): void {
  const { doing, corner } = tooling;
  if (doing.is !== "bending" || corner === null) return;
  const line = withRemoved(doing.line, corner);
  if (line.length === doing.line.length) return;
  tooling.pen?.bend(line);
  tooling.corner = Math.max(0, corner - 1);
  tooling.bending(line);
}

/** Puts a point of a stroke or ring where the middle of the map is. */
export function put(at: Place): boolean {
  const { doing } = tooling;
  if (doing.is !== "drawing" || tooling.pen?.busy) return false;
  const wished: Position = [at.lon, at.lat];
  const point = tooling.snap(wished, reachOfHand()) ?? wished;
  const last = doing.points.at(-1);
  if (last && same(last, point)) return finish();
  tooling.doing = { ...doing, points: [...doing.points, point] };
  return true;
}

/** The line put together by keys is done. */
function finish(): boolean {
  const { doing } = tooling;
  if (doing.is !== "drawing" || doing.points.length < (doing.what === "ring" ? 3 : 2)) return false;
  tooling.drawn(doing.points);
  return true;
}
