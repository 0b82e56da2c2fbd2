/** A set of our own vector tiles, as the style names it. */
export interface Tiles {
  /** Absolute, because tiles are fetched by a worker that has no page address. */
  url: string;
  minzoom: number;
  maxzoom: number;
  /** The tile layers there are, each with the first zoom that holds it. */
  layers: Readonly<Record<string, number>>;
}

interface Document {
  tiles: readonly string[];
  minzoom: number;
  maxzoom: number;
  vector_layers: readonly { id: string; minzoom?: number | null }[];
}

/**
 * Reads a TileJSON; at another instant the same tiles are asked of another release, or of
 * the ground that a plan will make.
 */
export function tilesOf(
  document: Document,
  origin: string,
  release?: number | string,
): Tiles | null {
  const [first] = document.tiles;
  if (first === undefined) return null;
  const path = release ? first.replace(/\/tiles\/\d+\//, `/tiles/${release}/`) : first;
  return {
    // Always from where the page came: behind a proxy the server knows another address.
    url: origin + path.replace(/^https?:\/\/[^/]+/, ""),
    minzoom: document.minzoom,
    maxzoom: document.maxzoom,
    layers: Object.fromEntries(
      document.vector_layers.map(({ id, minzoom }) => [id, minzoom ?? document.minzoom]),
    ),
  };
}
