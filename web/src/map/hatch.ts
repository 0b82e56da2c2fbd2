/** A diagonal hatch: blanks, which no area holds, and ground that nobody reaches in time. */
import type { Picture } from "./symbols";

const SIDE = 16;

/** One tile of the pattern, which joins itself on every side; `lean` -1 runs the other way. */
export function hatch(hex: string, lean: 1 | -1 = 1): Picture {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(hex.slice(at, at + 2), 16),
  );
  const data = new Uint8ClampedArray(SIDE * SIDE * 4);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      // Distance to the nearest diagonal, in pixels across it; the edge is softened.
      const across = (x + lean * y + 2 * SIDE) % 8;
      const away = Math.min(across, 8 - across);
      const alpha = Math.max(0, Math.min(1, 1.4 - away)) * 0.75;
      data.set([red, green, blue, Math.round(alpha * 255)], (y * SIDE + x) * 4);
    }
  }
  return { width: SIDE, height: SIDE, data };
}
