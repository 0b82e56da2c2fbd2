/**
 * What stays on the map when it takes its next style: the ground of a draft, and what
 * the pen draws on top.
 */
import type { StyleSpecification } from "maplibre-gl";
import { GROUNDS } from "./redraw";

/** The sources and layers that the pen adds by itself. */
const PEN = /^pen-/;

export function carried(
  before: StyleSpecification | undefined,
  next: StyleSpecification,
): StyleSpecification {
  if (!before) return next;
  const sources = { ...next.sources };
  for (const name of GROUNDS) {
    const held = before.sources[name];
    if (held && sources[name]) sources[name] = held;
  }
  for (const [name, source] of Object.entries(before.sources)) {
    if (PEN.test(name)) sources[name] = source;
  }
  const drawn = before.layers.filter(({ id }) => PEN.test(id));
  return { ...next, sources, layers: [...next.layers, ...drawn] };
}
