/**
 * The ground of the open draft, and what is done to it.
 *
 * Edits go one after another, each on the revision the one before it left. While a
 * hand moves, the newest position is tried, and the map shows the server's answer.
 *
 * What is drawn was drawn on what the map showed: an edit names the revision of the
 * ground that is drawn, and of no newer one. Ground that is older than the draft is
 * asked for anew, and until it has come nothing is made on it.
 */
import * as api from "../api/drafts";
import { type Fault, faultOf, isAbort, Problem, type Refusal } from "../api/problem";
import { drafts } from "./drafts.svelte";
import { type Drawn, EMPTY, withLevel, withOutcome } from "./drawn";
import { Newest } from "./newest";

interface Trial {
  draft: number;
  act: api.Act;
}

/** Ground that was asked for: what of it, and the revision the draft had by then. */
interface Asked {
  what: string;
  revision: number;
}

/** What the server says too: somebody else drew on the draft. */
const moved = () =>
  new Problem({ kind: "refused", status: 412, code: "draft_moved", detail: null });

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
  #asked: Asked | null = null;
  /** How many outcomes have come: ground that was asked for before one is older than it. */
  #came = 0;
  /** How many pictures of the draft there were: what others drew makes another. */
  #picture = 0;
  /** Whether an act is in hand that is tried and not made. */
  #trying = false;
  /** Why ground did not come: settled once it has. */
  #missing: Fault | null = null;
  #queue: Promise<unknown> = Promise.resolve();
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

  /**
   * Asks for the ground of a draft: all of it, or what is in sight where it is too much;
   * anew once the draft is newer. While something is written, that may be the very reason.
   */
  async follow(id: number | null, levels: readonly string[], box: api.Box | null): Promise<void> {
    if (id !== this.#draft) this.#begin(id);
    if (id === null) return;
    const what = JSON.stringify([levels, this.partly ? box : null]);
    const newer = this.writing === 0 && !drafts.writing && this.#now > this.#known;
    if (what === this.#asked?.what && !newer) return;
    await this.#ask(what, id, levels, box);
  }

  /** The newest revision that is known of. */
  get #now(): number {
    return Math.max(drafts.summary?.revision ?? 0, drafts.ground ?? 0);
  }

  /** The revision of the ground that is drawn, or on its way. */
  get #known(): number {
    return Math.max(this.#asked?.revision ?? 0, drafts.ground ?? 0);
  }

  /** Tries an act without making it; null gives the trial up. */
  attempt(act: api.Act | null): void {
    if (act === null || this.#draft === null) {
      this.#untry();
      this.refusal = null;
      this.fault = null;
      return;
    }
    this.#trying = true;
    this.#newest.ask({ draft: this.#draft, act });
  }

  make(act: api.Act): Promise<api.Outcome | null> {
    return this.#allowed(() => this.#write((id, revision) => api.edit(id, revision, act)));
  }

  undo = (): Promise<api.Outcome | null> => this.#allowed(() => this.#write(api.undo));
  redo = (): Promise<api.Outcome | null> => this.#allowed(() => this.#write(api.redo));

  /** What others agreed to is lost with the first thing that is drawn: that is asked for first. */
  #allowed(make: () => Promise<api.Outcome | null>): Promise<api.Outcome | null> {
    const free = drafts.free();
    if (free === true) return make();
    return free.then((yes) => (yes ? make() : null));
  }

  #write(ask: (id: number, revision: number) => Promise<api.Outcome>): Promise<api.Outcome | null> {
    const id = this.#draft;
    if (id === null) return Promise.resolve(null);
    const picture = this.#picture;
    this.writing += 1;
    this.#newest.drop();
    this.#trying = false;
    const done = this.#queue.then(async () => {
      try {
        await drafts.settled;
        if (this.#draft !== id || drafts.summary?.id !== id) return null;
        const revision = this.#now;
        const older = drafts.ground !== null && drafts.ground < revision;
        if (older || picture !== this.#picture) throw moved();
        const outcome = await ask(id, revision);
        if (this.#draft === id) this.#take(outcome, revision);
        return outcome;
      } catch (thrown) {
        if (this.#draft === id) this.#blame(thrown);
        return null;
      } finally {
        this.writing -= 1;
      }
    });
    this.#queue = done;
    return done;
  }

  #take(outcome: api.Outcome, revision: number): void {
    this.#came += 1;
    this.drawn = withOutcome(this.drawn, outcome);
    drafts.raise(revision, outcome.draft);
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
    if (fault.kind === "refused" && fault.status === 412) drafts.refresh();
  }

  #begin(id: number | null): void {
    this.#draft = id;
    this.#asked = null;
    this.#picture += 1;
    drafts.ground = null;
    this.#untry();
    this.drawn = EMPTY;
    this.impact = null;
    this.refusal = null;
    this.fault = null;
    this.last = null;
    this.partly = false;
  }

  #untry(): void {
    this.#newest.drop();
    this.#trying = false;
    this.trial = null;
  }

  async #ask(
    what: string,
    id: number,
    levels: readonly string[],
    box: api.Box | null,
  ): Promise<void> {
    // The answers do not say of which revision they are: of this one, or of a newer one.
    const asked: Asked = { what, revision: this.#now };
    this.#asked = asked;
    const within = this.partly ? box : null;
    const came = this.#came;
    const weighed = this.impact !== null && drafts.ground === asked.revision;
    const wanted = () => this.#draft === id && this.#asked === asked;
    try {
      const [borders, impact, ...areas] = await Promise.all([
        api.borders(id, within),
        weighed ? null : api.impact(id),
        ...levels.map((level) => api.areas(id, level, within)),
      ]);
      if (!wanted()) return;
      // What was made meanwhile is newer than this answer: it is asked for once more.
      if (came !== this.#came) return this.#ask(what, id, levels, box);
      let next: Drawn = { areas: new Map(), borders: borders.features };
      for (const [at, level] of levels.entries()) {
        next = withLevel(next, level, areas[at]?.features ?? []);
      }
      this.#lay(next, asked.revision);
      if (impact) this.impact = impact;
    } catch (thrown) {
      if (!wanted() || isAbort(thrown)) return;
      const fault = faultOf(thrown);
      if (fault.kind === "refused" && fault.status === 422 && !this.partly && box) {
        this.partly = true;
        return this.#ask(what, id, levels, box);
      }
      this.fault = fault;
      this.#missing = fault;
      this.#asked = null;
    }
  }

  #lay(next: Drawn, revision: number): void {
    const { ground } = drafts;
    this.drawn = next;
    if (this.fault === this.#missing) this.fault = null;
    if (ground !== null && ground >= revision) return;
    drafts.ground = revision;
    if (ground === null) return;
    this.#picture += 1;
    // What is in hand was drawn on the picture before this one.
    if (!this.#trying) return;
    this.#untry();
    this.fault = moved().fault;
  }
}

export const drafting = new Drafting();
