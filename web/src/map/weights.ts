/** How heavy a level's border is: shared by the map and its legend. */

/** The preset levels in pixels; other level lists take them in order. */
const WEIGHTS = [3, 2.2, 1.6, 1.1, 0.6] as const;

export function weightOf(levels: readonly string[], level: string): number {
  const depth = levels.indexOf(level);
  const last = Math.max(1, levels.length - 1);
  return WEIGHTS[Math.round((depth / last) * (WEIGHTS.length - 1))] ?? 1.1;
}
