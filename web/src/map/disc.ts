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
