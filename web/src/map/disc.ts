/** The ground within an accuracy radius, as a ring the map can draw. */

const METRES_PER_DEGREE = 111_319.5;
const CORNERS = 72;

export function disc(lon: number, lat: number, radius: number): GeoJSON.Polygon {
  const east = radius / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  const north = radius / METRES_PER_DEGREE;
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    // The last corner repeats the first to the bit, as a closed ring must.
    const turn = ((corner % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lon + east * Math.cos(turn), lat + north * Math.sin(turn)];
  });
  return { type: "Polygon", coordinates: [ring] };
}

/** The box around a disc, [west, south, east, north]. */
export function discBounds(
  lon: number,
  lat: number,
  radius: number,
): [number, number, number, number] {
  const east = radius / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  const north = radius / METRES_PER_DEGREE;
  return [lon - east, lat - north, lon + east, lat + north];
}

/** A place some metres further east and north. */
export function stepped(
  from: { lon: number; lat: number },
  [east, north]: readonly [number, number],
  metres: number,
) {
  const narrow = Math.cos((from.lat * Math.PI) / 180);
  return {
    lon: from.lon + (east * metres) / (METRES_PER_DEGREE * narrow),
    lat: from.lat + (north * metres) / METRES_PER_DEGREE,
  };
}

/** Metres between two places that are near each other. */
export function apart(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const narrow = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return METRES_PER_DEGREE * Math.hypot((a.lon - b.lon) * narrow, a.lat - b.lat);
}
