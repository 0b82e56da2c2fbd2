/** What stands on the page that is signed, beside maps and figures. */
import type { Draft, DraftSummary, Issue } from "../api/drafts";
import { type Group, grouped, type Placed, standing } from "./issues";

/** When it takes effect, or took it; null while nobody has set that. */
export function effectOf(
  { effective_at, state }: Pick<DraftSummary, "effective_at" | "state">,
  steps: Draft["steps"],
): string | null {
  if (effective_at !== null) return effective_at;
  if (state !== "in_force" && state !== "retired") return null;
  return steps.findLast((step) => step.state === "in_force")?.at ?? null;
}

export interface StillOpen {
  /** What the draft answers for, what must be settled first; alike about one area is one line. */
  lines: Group[];
  /** Advice that stood before: whoever signs is told how much of each kind, and no more. */
  before: { kind: string; count: number }[];
}

export function stillOpen(found: readonly Issue[]): StillOpen {
  const open = found
    .map((issue, index) => ({ issue, index }))
    .filter(({ issue }) => standing(issue) !== "accepted");
  const blocks = ({ issue }: Placed) => standing(issue) === "blocking";
  const stood = (placed: Placed) => placed.issue.inherited === true && !blocks(placed);
  const before = new Map<string, number>();
  for (const { issue } of open.filter(stood)) {
    // Of issues told once for many the count says how many; of others it is what was counted.
    const many = issue.limit == null ? (issue.count ?? 1) : 1;
    before.set(issue.kind, (before.get(issue.kind) ?? 0) + many);
  }
  const own = open.filter((placed) => !stood(placed));
  return {
    lines: grouped([...own.filter(blocks), ...own.filter((placed) => !blocks(placed))]),
    before: [...before].map(([kind, count]) => ({ kind, count })),
  };
}
