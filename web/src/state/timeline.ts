/** The notches of the time slider: releases as they took effect, now, and plans that are due. */
import type { Release } from "../api/client";
import type { PlanToCome } from "../api/drafts";

export type Notch =
  | { is: "release"; at: string; release: number }
  | { is: "now" }
  | { is: "plan"; at: string; title: string };

/** In the order of time; the release in force is where now stands, so it has no notch beside it. */
export function notchesOf(
  releases: readonly Release[],
  planned: readonly Pick<PlanToCome, "effective_at" | "title">[],
  now: Date,
): Notch[] {
  const by = (a: { at: string }, b: { at: string }) => Date.parse(a.at) - Date.parse(b.at);
  const known = releases
    .map(({ number, effective_at }) => ({
      is: "release" as const,
      at: effective_at,
      release: number,
    }))
    .sort(by);
  const begun = known.filter(({ at }) => Date.parse(at) <= now.getTime());
  const due = known.filter(({ at }) => Date.parse(at) > now.getTime());
  const plans = planned
    .filter(({ effective_at }) => Date.parse(effective_at) > now.getTime())
    .map(({ effective_at, title }) => ({ is: "plan" as const, at: effective_at, title }));
  return [...begun.slice(0, -1), { is: "now" }, ...[...due, ...plans].sort(by)];
}

/** The notch an instant falls under: the last one that has come by then. */
export function notchAt(notches: readonly Notch[], at: string | null): number {
  const present = notches.findIndex(({ is }) => is === "now");
  if (at === null) return present;
  const asked = Date.parse(at);
  const passed = notches.findLastIndex(
    (notch) => notch.is !== "now" && Date.parse(notch.at) <= asked,
  );
  // Between the last past release and the first plan lies the present, unless an earlier day was meant.
  if (passed === present - 1 && asked >= Date.now()) return present;
  return Math.max(0, passed);
}
