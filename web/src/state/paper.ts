/** What stands on the page that is signed, beside maps and figures. */
import type { Draft, DraftSummary, Issue } from "../api/drafts";
import { type Group, grouped, standing } from "./issues";

/** When it takes effect, or took it; null while nobody has set that. */
export function effectOf(
  { effective_at, state }: Pick<DraftSummary, "effective_at" | "state">,
  steps: Draft["steps"],
): string | null {
  if (effective_at !== null) return effective_at;
  if (state !== "published" && state !== "in_force" && state !== "retired") return null;
  return (
    steps.findLast((step) => step.state === "published" || step.state === "in_force")?.at ?? null
  );
}

/** What is still open, what must be settled first; each kind about the same area is one line. */
export function stillOpen(found: readonly Issue[]): Group[] {
  const placed = found.map((issue, index) => ({ issue, index }));
  const open = grouped(placed.filter(({ issue }) => standing(issue) !== "accepted"));
  const blocks = ({ members: [{ issue }] }: Group) => standing(issue) === "blocking";
  return [...open.filter(blocks), ...open.filter((group) => !blocks(group))];
}
