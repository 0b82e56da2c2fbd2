/**
 * What stays on the map when it takes its next style: the ground of a draft, what the
 * pen draws on top, and, unseen, the names of tiles that stay.
 */
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { GROUNDS } from "./redraw";

/** The sources and layers that the pen adds by itself. */
export const PEN = /^pen-/;

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
  return { ...next, sources, layers: [...next.layers, ...unseen(before, next), ...drawn] };
}

/**
 * Names the next style does not show, though their tiles stay. A tile that came with
 * names and is first drawn without them gets no room for letters on the graphics card;
 * shown again, they would not fit in and stop the map ("Length of new data is ...").
 * A layer that is there but unseen gets its room.
 */
function unseen(before: StyleSpecification, next: StyleSpecification): LayerSpecification[] {
  const shown = new Set(next.layers.map(({ id }) => id));
  const stays = (source: string) => {
    const [held, wanted] = [before.sources[source], next.sources[source]];
    // Drawn ground may be long, and gets other data without being taken away.
    if (held?.type === "geojson") return wanted?.type === "geojson";
    return wanted !== undefined && JSON.stringify(wanted) === JSON.stringify(held);
  };
  return before.layers.flatMap((layer) =>
    layer.type === "symbol" && !shown.has(layer.id) && !PEN.test(layer.id) && stays(layer.source)
      ? [{ ...layer, layout: { ...layer.layout, visibility: "none" } }]
      : [],
  );
}
