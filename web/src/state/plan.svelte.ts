/**
 * The plan that a coming day shows: the scheduled draft that is in force by then.
 *
 * Its ground is a draft's and is told to people who are signed in; to others a coming
 * day has answers, but the map stays as it is.
 */

import type { DraftSummary } from "../api/drafts";
import { pass } from "../api/pass.svelte";
import { door } from "./door.svelte";
import { drafts } from "./drafts.svelte";
import { known } from "./remote.svelte";
import { room } from "./room.svelte";

class Plan {
  readonly #at: string | null = $derived(room.view.at);
  /** Whether a day is asked for that has not come. */
  readonly ahead: boolean = $derived(this.#at !== null && Date.parse(this.#at) > Date.now());

  readonly shown: DraftSummary | null = $derived.by(() => {
    const at = this.#at;
    if (!this.ahead || at === null || !pass.within || room.view.subject.kind === "draft")
      return null;
    return duePlan(known(drafts.list.current) ?? [], at);
  });

  /** Asks for the plans where a coming day is looked at. To be called by an effect. */
  follow(): void {
    if (this.ahead) this.ask();
  }

  /** Asks who is here, and then for the plans, once. */
  ask(): void {
    if (!pass.within) void door.knock();
    else if (drafts.list.current.is === "idle") drafts.enter();
  }
}

/** Of several plans the last to take effect by then: it is built on those before it. */
export function duePlan(plans: readonly DraftSummary[], at: string): DraftSummary | null {
  const asked = Date.parse(at);
  const due = (plan: DraftSummary) => Date.parse(plan.effective_at ?? "");
  const begun = plans.filter((plan) => plan.state === "scheduled" && due(plan) <= asked);
  return begun.toSorted((a, b) => due(a) - due(b)).at(-1) ?? null;
}

export const plan = new Plan();
