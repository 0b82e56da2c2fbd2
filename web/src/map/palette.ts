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
  ground: Ground;
  /** Shares of people covered, from few to nearly all; told apart by the colour-blind. */
  shares: readonly [string, string, string, string, string];
  shareOpacity: number;
  /** The edges of the ground within 8 and within 15 minutes: the nearer is the stronger. */
  near: string;
  far: string;
  /** Ground that nobody reaches in time, and the badge that numbers it. */
  blind: string;
  onBlind: string;
  overfull: string;
  /** Six muted hues; the server gives neighbours different ones. */
  hues: readonly [string, string, string, string, string, string];
  fillOpacity: number;
  /** The hovered area, and the one that is spoken of. */
  strongOpacity: number;
}

/** What lies under the areas: quiet, so that the areas speak. */
export interface Ground {
  water: string;
  green: string;
  building: string;
  buildingEdge: string;
  street: string;
  trunk: string;
  casing: string;
  path: string;
  rail: string;
  name: string;
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
    ground: {
      water: "#cfdfe8",
      green: "#dfe8d4",
      building: "#ebe6dd",
      buildingEdge: "#dcd5c8",
      street: "#ffffff",
      trunk: "#fdf6e3",
      casing: "#d8d1c5",
      path: "#c3bbad",
      rail: "#a9a296",
      name: "#6b6f75",
    },
    shares: ["#f3e3a0", "#b7dcae", "#6fbfb8", "#4693bd", "#3564a4"],
    shareOpacity: 0.58,
    near: "#12386b",
    far: "#2f6fb5",
    blind: "#a3341f",
    onBlind: "#ffffff",
    overfull: "#5c2a66",
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
    ground: {
      water: "#1b2b37",
      green: "#1b2a22",
      building: "#20262d",
      buildingEdge: "#2b323a",
      street: "#2d353f",
      trunk: "#363a3a",
      casing: "#0f1317",
      path: "#39424c",
      rail: "#4a535d",
      name: "#98a1ab",
    },
    shares: ["#453f63", "#365a8c", "#3a7fa0", "#5faaa9", "#a6d8bd"],
    shareOpacity: 0.55,
    near: "#d3e6fb",
    far: "#7db4f0",
    blind: "#f0917f",
    onBlind: "#1d0f0c",
    overfull: "#f3c7f7",
    hues: ["#5b9bd0", "#d2925a", "#7db46d", "#b489bd", "#cfb04e", "#57b5af"],
    fillOpacity: 0.2,
    strongOpacity: 0.36,
  },
};

/** The type of `app.css`, for text that the map draws from local fonts. */
export const TYPE =
  '"PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", system-ui, sans-serif';
