/**
 * What a planner does with a draft on the map, as values: the tool in hand, what is
 * picked, what stands beside the map. All of it is in the address.
 */
import type { Act, AreaRef, Border, Position } from "../api/drafts";
import type { Place } from "./address";

export const TOOLS = ["select", "reshape", "split", "merge", "hand", "new", "measure"] as const;
export type Tool = (typeof TOOLS)[number];

/** The key of each tool; pressed again it stays. */
export const TOOL_KEYS: Record<Tool, string> = {
  select: "v",
  reshape: "r",
  split: "s",
  merge: "m",
  hand: "h",
  new: "n",
  measure: "d",
};

export const toolOf = (key: string): Tool | null =>
  TOOLS.find((tool) => TOOL_KEYS[tool] === key.toLowerCase()) ?? null;

/** What is picked: an area, a border by its two sides and a place on it, or a blank. */
export type Pick =
  | { is: "area"; id: number }
  | { is: "border"; left: number | null; right: number | null; at: Place }
  | { is: "blank"; at: Place };

/** What stands at the right of the map, or on a phone in the sheet. */
export const ASIDES = ["impact", "issues", "review", "comments", "conflicts", "paper"] as const;
export type Aside = (typeof ASIDES)[number];

export const COMPARES = ["swipe", "beside"] as const;
export type Compare = (typeof COMPARES)[number];

/** The way of comparing that its key turns to: a curtain, side by side, none. */
export const afterwards = (now: Compare | null): Compare | null =>
  COMPARES[now === null ? 0 : COMPARES.indexOf(now) + 1] ?? null;

export interface DraftSubject {
  kind: "draft";
  id: number;
  tool: Tool;
  pick: Pick | null;
  aside: Aside;
  compare: Compare | null;
}

export const opened = (id: number): DraftSubject => ({
  kind: "draft",
  id,
  tool: "select",
  pick: null,
  aside: "impact",
  compare: null,
});

/** What is under way with the tool in hand. A screen is a value: no flags beside it. */
export type Doing =
  | { is: "nothing" }
  /** A border's points are handles; `line` is where they are now. */
  | { is: "bending"; border: Border; line: Position[] }
  /** A line or a ring is being drawn, by pointer or from the middle of the map by keys. */
  | { is: "drawing"; what: "stroke" | "ring"; points: Position[] }
  /** Drawn and shown, not yet made: it wants a name, a side, a taker or a yes. */
  | { is: "proposing"; act: Act }
  /** A measure stands on the map. */
  | { is: "measured"; line: Position[] };

export const NOTHING: Doing = { is: "nothing" };

/** What a tool starts with, given what is picked. */
export function begin(tool: Tool, pick: Pick | null): Doing {
  if (tool === "split" || tool === "measure") return { is: "drawing", what: "stroke", points: [] };
  if (tool === "hand" && pick?.is === "area") return { is: "drawing", what: "ring", points: [] };
  return NOTHING;
}

/** What a press on an area or a blank means to a tool; null leaves it unsaid. */
export function pressed(
  tool: Tool,
  pick: Pick | null,
  area: AreaRef | null,
  at: Place,
): { pick: Pick | null } | { propose: Act } | null {
  switch (tool) {
    case "select":
    case "hand":
      return { pick: area ? { is: "area", id: area.id } : null };
    case "merge":
      if (!area) return null;
      if (pick?.is !== "area" || pick.id === area.id) return { pick: { is: "area", id: area.id } };
      return { propose: { act: "merge", area: pick.id, into: area.id } };
    case "new":
      if (area) return null;
      return { propose: { act: "fill", at: [at.lon, at.lat], new: {} } };
    default:
      return null;
  }
}

/** What a finished line or ring proposes; `within` are the areas it runs through. */
export function drawn(
  tool: Tool,
  pick: Pick | null,
  line: Position[],
  within: readonly number[],
): Act | null {
  const picked = pick?.is === "area" ? pick.id : null;
  if (tool === "split") {
    const area = picked ?? within[0];
    return area === undefined ? null : { act: "split", area, line, side: "right", new: {} };
  }
  if (tool === "hand") return { act: "hand_over", ring: line, from: [], to: picked };
  if (tool === "new") return { act: "draw", ring: line, from: [...within], new: {} };
  return null;
}

/** The areas an act names, to show whom it is about. */
export function namedBy(act: Act): number[] {
  const ids: (number | null)[] = [];
  if ("area" in act) ids.push(act.area);
  if ("into" in act) ids.push(act.into);
  if ("to" in act && typeof act.to === "number") ids.push(act.to);
  if ("areas" in act) ids.push(...act.areas);
  if ("from" in act && Array.isArray(act.from) && act.act !== "move_corner") {
    ids.push(...(act.from as number[]));
  }
  return ids.filter((id): id is number => id !== null);
}

/** Acts that make a new area, which wants a name and a code. */
export const makesNew = (act: Act): act is Extract<Act, { new: unknown }> => "new" in act;
