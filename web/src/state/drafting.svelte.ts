/**
 * The ground of the open draft, and what is done to it.
 *
 * Edits go one after another, each on the revision the one before it left. While a
 * hand moves, the newest position is tried, and the map shows the server's answer.
 */
import * as api from "../api/drafts";
import { type Fault, faultOf, isAbort, type Refusal } from "../api/problem";
import { drafts } from "./drafts.svelte";
import { type Drawn, EMPTY, withLevel, withOutcome } from "./drawn";
import { Newest } from "./newest";

interface Trial {
  draft: number;
  act: api.Act;
}

class Drafting {
  drawn = $state.raw<Drawn>(EMPTY);
  /** What the act in hand would make of it. */
  trial = $state.raw<api.Outcome | null>(null);
  impact = $state.raw<api.Impact | null>(null);
  /** Why the last thing drawn was not taken, and where. */
  refusal = $state.raw<Refusal | null>(null);
  fault = $state.raw<Fault | null>(null);
  /** Edits on their way to the server. */
  writing = $state(0);
  /** The last outcome, to say what was done. */
  last = $state.raw<api.Outcome | null>(null);
  /** More ground than can be asked at once: only what is in sight is drawn. */
  partly = $state(false);

  /** What the map shows: the trial while there is one. */
  readonly shown: Drawn = $derived(this.trial ? withOutcome(this.drawn, this.trial) : this.drawn);
  readonly shownImpact: api.Impact | null = $derived(this.trial?.impact ?? this.impact);
  readonly canUndo: boolean = $derived(drafts.held?.edits.some(({ undone }) => !undone) ?? false);
  readonly canRedo: boolean = $derived(drafts.held?.edits.some(({ undone }) => undone) ?? false);

  #draft: number | null = null;
  #asked = "";
  /** How many outcomes have come: ground that was asked for before one is older than it. */
  #came = 0;
  #weighed = false;
  #queue: Promise<unknown> = Promise.resolve();
  #revision: number | null = null;
  #newest = new Newest<Trial, api.Outcome>(
    ({ draft, act }, signal) => api.attempt(draft, act, signal),
    (outcome, { draft }) => {
      if (draft !== this.#draft) return;
      this.trial = outcome;
      this.refusal = null;
      this.fault = null;
    },
    (thrown) => this.#blame(thrown),
  );

  /** Asks for the ground of a draft: all of it, or what is in sight where it is too much. */
  async follow(id: number | null, levels: readonly string[], box: api.Box | null): Promise<void> {
    if (id !== this.#draft) this.#begin(id);
    if (id === null) return;
    const key = JSON.stringify([id, levels, this.partly ? box : null]);
    if (key === this.#asked) return;
    this.#asked = key;
    await this.#ask(key, id, levels, box);
  }

  /** Everything anew: someone else changed the draft. */
  refetch(): void {
    this.#asked = "";
    this.#revision = null;
    this.#weighed = false;
    this.trial = null;
  }

  /** Tries an act without making it; null gives the trial up. */
  attempt(act: api.Act | null): void {
    if (act === null || this.#draft === null) {
      this.#newest.drop();
      this.trial = null;
      this.refusal = null;
      this.fault = null;
      return;
    }
    this.#newest.ask({ draft: this.#draft, act });
  }

  make(act: api.Act): Promise<api.Outcome | null> {
    return this.#write((id, revision) => api.edit(id, revision, act));
  }

  undo = (): Promise<api.Outcome | null> => this.#write(api.undo);
  redo = (): Promise<api.Outcome | null> => this.#write(api.redo);

  #write(ask: (id: number, revision: number) => Promise<api.Outcome>): Promise<api.Outcome | null> {
    const id = this.#draft;
    if (id === null) return Promise.resolve(null);
    this.writing += 1;
    this.#newest.drop();
    const done = this.#queue.then(async () => {
      const revision = this.#revision ?? drafts.summary?.revision;
      if (revision === undefined || this.#draft !== id) return null;
      try {
        const outcome = await ask(id, revision);
        if (this.#draft === id) this.#take(outcome);
        return outcome;
      } catch (thrown) {
        this.#blame(thrown);
        return null;
      } finally {
        this.writing -= 1;
      }
    });
    this.#queue = done;
    return done;
  }

  #take(outcome: api.Outcome): void {
    this.#came += 1;
    this.#weighed = true;
    this.drawn = withOutcome(this.drawn, outcome);
    this.#revision = outcome.draft.revision;
    this.trial = null;
    this.refusal = null;
    this.fault = null;
    this.impact = outcome.impact;
    this.last = outcome;
    drafts.tell(outcome.draft);
  }

  #blame(thrown: unknown): void {
    if (isAbort(thrown)) return;
    const fault = faultOf(thrown);
    this.trial = null;
    if (fault.kind === "refused" && fault.refusal) {
      this.refusal = fault.refusal;
      return;
    }
    this.fault = fault;
    // Someone else was here: what they drew is shown before anything else is tried.
    if (fault.kind === "refused" && fault.status === 412) {
      this.refetch();
      drafts.refresh();
    }
  }

  #begin(id: number | null): void {
    this.#draft = id;
    this.#asked = "";
    this.#revision = null;
    this.#weighed = false;
    this.#newest.drop();
    this.drawn = EMPTY;
    this.trial = null;
    this.impact = null;
    this.refusal = null;
    this.fault = null;
    this.last = null;
    this.partly = false;
  }

  async #ask(
    key: string,
    id: number,
    levels: readonly string[],
    box: api.Box | null,
  ): Promise<void> {
    const within = this.partly ? box : null;
    const came = this.#came;
    const wanted = () => this.#draft === id && this.#asked === key;
    try {
      const [borders, impact, ...areas] = await Promise.all([
        api.borders(id, within),
        this.#weighed ? null : api.impact(id),
        ...levels.map((level) => api.areas(id, level, within)),
      ]);
      if (!wanted()) return;
      // What was made meanwhile is newer than this answer: it is asked for once more.
      if (came !== this.#came) return this.#ask(key, id, levels, box);
      let next: Drawn = { areas: new Map(), borders: borders.features };
      for (const [at, level] of levels.entries()) {
        next = withLevel(next, level, areas[at]?.features ?? []);
      }
      this.drawn = next;
      if (impact) this.impact = impact;
      this.#weighed = true;
      this.fault = null;
    } catch (thrown) {
      if (!wanted() || isAbort(thrown)) return;
      const fault = faultOf(thrown);
      if (fault.kind === "refused" && fault.status === 422 && !this.partly && box) {
        this.partly = true;
        return this.#ask(key, id, levels, box);
      }
      this.fault = fault;
      this.#asked = "";
    }
  }
}

export const drafting = new Drafting();
