/**
 * The map's paper and inks.
 *
 * Kept here and not in the style sheet because a WebGL map cannot read CSS
 * variables; `app.css` holds the same paper, ink and accent.
 */
export type Theme = "light" | "dark";

export interface Palette {
  paper: string;
  ink: string;
  quietInk: string;
  halo: string;
  /** The borders of the filled level and below. */
  border: string;
  upperBorder: string;
  accent: string;
  hatch: string;
  /** Six muted hues; the server gives neighbours different ones. */
  hues: readonly [string, string, string, string, string, string];
  fillOpacity: number;
  /** The hovered area, and the one that is spoken of. */
  strongOpacity: number;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    paper: "#fbfaf7",
    ink: "#1b1f24",
    quietInk: "#4d555e",
    halo: "#fbfaf7",
    border: "#77818c",
    upperBorder: "#3f4954",
    accent: "#1f5fa8",
    hatch: "#a3542f",
    hues: ["#3f7fb5", "#c07a3a", "#5f9a4f", "#96669f", "#bb9a2c", "#379a94"],
    fillOpacity: 0.22,
    strongOpacity: 0.38,
  },
  dark: {
    paper: "#14181d",
    ink: "#e8e6e1",
    quietInk: "#b3b8be",
    halo: "#14181d",
    border: "#7c8793",
    upperBorder: "#b4bec9",
    accent: "#7db4f0",
    hatch: "#e09a6c",
    hues: ["#5b9bd0", "#d2925a", "#7db46d", "#b489bd", "#cfb04e", "#57b5af"],
    fillOpacity: 0.2,
    strongOpacity: 0.36,
  },
};

/** The type of `app.css`, for text that the map draws from local fonts. */
export const TYPE =
  '"PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", system-ui, sans-serif';
