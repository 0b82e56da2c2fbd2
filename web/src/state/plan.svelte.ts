/**
 * The plan that a coming day shows: the scheduled draft that is in force by then.
 *
 * Its ground is the server's, replayed on what will be there before it, and open to
 * everybody, as the answers of that day are.
 */
import * as api from "../api/drafts";
import { news } from "./news.svelte";
import { known, Load } from "./remote.svelte";
import { room } from "./room.svelte";

class Plan {
  readonly #load = new Load<readonly api.PlanToCome[]>();
  readonly #at: string | null = $derived(room.view.at);
  /** Whether a day is asked for that has not come. */
  readonly ahead: boolean = $derived(
    this.#at !== null && Date.parse(this.#at) > Math.max(Date.now(), news.now),
  );

  /** Every plan that will take effect, the next first. */
  readonly all: readonly api.PlanToCome[] = $derived(known(this.#load.current) ?? []);

  readonly shown: api.PlanToCome | null = $derived.by(() => {
    const at = this.#at;
    if (!this.ahead || at === null || room.view.subject.kind === "draft") return null;
    return duePlan(this.all, at);
  });

  /** Asks for the plans where a coming day is looked at. To be called by an effect. */
  follow(): void {
    if (this.ahead) this.ask();
  }

  /** Asks which plans there are: anew, since one may have come or gone meanwhile. */
  ask(): void {
    void this.#load.run((signal) => api.plans(signal));
  }
}

/** Of several plans the last to take effect by then: it is built on those before it. */
export function duePlan(plans: readonly api.PlanToCome[], at: string): api.PlanToCome | null {
  const asked = Date.parse(at);
  const due = (plan: api.PlanToCome) => Date.parse(plan.effective_at);
  const begun = plans.filter((plan) => due(plan) <= asked);
  return begun.toSorted((a, b) => due(a) - due(b)).at(-1) ?? null;
}

export const plan = new Plan();
