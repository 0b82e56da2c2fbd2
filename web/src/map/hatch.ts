/** The diagonal hatch of blanks: ground inside a parent that no child holds. */
import { PALETTES, type Theme } from "./palette";

const SIDE = 16;

/** One tile of the pattern, which joins itself on every side. */
export function hatch(theme: Theme): { width: number; height: number; data: Uint8ClampedArray } {
  const hex = PALETTES[theme].hatch;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(hex.slice(at, at + 2), 16),
  );
  const data = new Uint8ClampedArray(SIDE * SIDE * 4);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      // Distance to the nearest diagonal, in pixels across it; the edge is softened.
      const across = (x + y) % 8;
      const away = Math.min(across, 8 - across);
      const alpha = Math.max(0, Math.min(1, 1.4 - away)) * 0.75;
      data.set([red, green, blue, Math.round(alpha * 255)], (y * SIDE + x) * 4);
    }
  }
  return { width: SIDE, height: SIDE, data };
}
