/**
 * The drafts there are, and the one that is open: its edits, its issues, its way into force.
 */
import * as api from "../api/drafts";
import { type Fault, faultOf } from "../api/problem";
import { rolesOf, type Settings } from "./describing";
import { news } from "./news.svelte";
import { known, Load } from "./remote.svelte";

const NOTHING: api.Draft["may"] = { handle: false, approve: false, publish: false };

/** States a planner still works on, the newest first in the list. */
export const UNDER_WAY: readonly api.DraftState[] = ["open", "checked", "approved", "scheduled"];

/** What the last step came to. */
export type Said =
  | { is: "nothing" }
  | { is: "asking"; step: string }
  | { is: "done"; step: string }
  | { is: "failed"; step: string; fault: Fault };

/** Asked before something is drawn on a draft that others look at, agreed to, or count on. */
export interface Reopening {
  state: api.DraftState;
  effective: string | null;
  /** Who has agreed so far. */
  agreed: readonly string[];
  answer: (yes: boolean) => void;
}

class Drafts {
  list = new Load<api.DraftSummary[]>();
  one = new Load<api.Draft>();
  issues = new Load<api.Issue[]>();
  conflicts = new Load<api.Conflicts>();
  said = $state.raw<Said>({ is: "nothing" });
  reopening = $state.raw<Reopening | null>(null);
  /** The revision of the ground that is drawn: whatever is drawn next is drawn on that. */
  ground: number | null = null;
  /** The last step that was asked for beside the edits, once it is answered. */
  settled: Promise<unknown> = Promise.resolve();
  #settings = new Load<Settings>();
  /** Raised by every outcome, so that it is newer than what `one` last told. */
  #told = $state.raw<api.DraftSummary | null>(null);
  #open: number | null | undefined;

  readonly held: api.Draft | null = $derived(known(this.one.current));
  /** What the reader may do to it as a whole; nothing until the server said so. */
  readonly may: api.Draft["may"] = $derived(this.held?.may ?? NOTHING);
  readonly summary: api.DraftSummary | null = $derived.by(() => {
    const asked = this.held?.draft ?? null;
    const told = this.#told;
    if (!told || told.id !== asked?.id) return asked;
    return told.revision > asked.revision ? told : asked;
  });
  /** Whether a step is on its way. */
  readonly writing: boolean = $derived(this.said.is === "asking");
  readonly found: api.Issue[] = $derived(known(this.issues.current) ?? []);
  readonly blocking: number = $derived(
    this.found.filter(({ severity, waived }) => severity === "blocking" && !waived).length,
  );
  /** Past that nothing is drawn any longer. */
  readonly editable: boolean = $derived(UNDER_WAY.includes(this.summary?.state ?? "retired"));
  /** Who must be named for an area; without an answer, whom most cities ask for. */
  readonly roles: readonly string[] = $derived(rolesOf(known(this.#settings.current)));
  /** Somebody published since the draft was begun. */
  readonly behind: boolean = $derived.by(() => {
    const base = this.summary?.base ?? null;
    return this.editable && base !== null && news.head !== null && news.head > base;
  });
  /** What came up once other conflicts were decided; asked anew, it is forgotten. */
  further = $state.raw<readonly api.Clash[]>([]);
  /** Where that changed the same things; what is not asked yet is none. */
  readonly clashes: readonly api.Clash[] = $derived.by(() => {
    const found = this.editable ? (known(this.conflicts.current)?.clashes ?? []) : [];
    const ids = new Set(found.map(({ id }) => id));
    return [...found, ...this.further.filter(({ id }) => !ids.has(id))];
  });

  enter(): void {
    void this.list.run(async (signal) => (await api.drafts(null, signal)).drafts);
  }

  /** Opens a draft; the one that is open already is left alone. */
  follow(id: number | null): boolean {
    if (id === this.#open) return false;
    this.#open = id;
    this.#told = null;
    this.reopening?.answer(false);
    this.said = { is: "nothing" };
    for (const load of [this.one, this.issues, this.conflicts]) load.clear();
    this.further = [];
    if (id === null) this.enter();
    else {
      this.refresh();
      void this.#settings.run((signal) => api.settings(signal));
    }
    return true;
  }

  refresh(): void {
    const id = this.#open;
    if (id == null) return;
    void this.one.run((signal) => api.draft(id, signal));
    void this.issues.run(async (signal) => (await api.issues(id, signal)).issues);
  }

  /**
   * Looks whether somebody else drew on a draft, approved it or took it into force: one cheap
   * question about all, and more of the open one only where it is no longer what is shown.
   */
  look = async (): Promise<void> => {
    const busy = () => this.writing || this.list.current.is === "loading";
    // Who was let see nothing yet is not told more by asking again.
    const shut = known(this.list.current) === null && this.held === null;
    if (busy() || shut) return;
    const { drafts } = await api.drafts(null);
    if (busy()) return;
    const before = known(this.list.current);
    if (before && JSON.stringify(before) !== JSON.stringify(drafts)) this.list.tell(drafts);
    const shown = this.summary;
    const now = drafts.find(({ id }) => id === shown?.id);
    if (shown && now && isOther(shown, now)) this.refresh();
  };

  /** An edit was made: what it says of the draft is the newest there is. */
  tell(summary: api.DraftSummary): void {
    this.#told = summary;
    this.refresh();
  }

  /** Whether the draft may be drawn on as it stands; else whoever draws is asked. */
  free(): true | Promise<boolean> {
    const now = this.summary;
    if (!now || now.state === "open" || !this.editable) return true;
    // One question at a time: what was asked for meanwhile is not made.
    if (this.reopening) return Promise.resolve(false);
    return new Promise((done) => {
      this.reopening = {
        state: now.state,
        effective: now.effective_at ?? null,
        agreed: (this.held?.needs ?? []).flatMap(({ by }) => by ?? []),
        answer: (yes) => {
          this.reopening = null;
          done(yes);
        },
      };
    });
  }

  compare(): void {
    const id = this.#open;
    this.further = [];
    if (id != null) void this.conflicts.run((signal) => api.conflicts(id, signal));
  }

  async open(title: string, note: string): Promise<number | null> {
    const made = await this.#say("open", () => api.openDraft(title, note));
    return made?.id ?? null;
  }

  /** One step on the way into force, or whatever else is written beside the edits. */
  async write(
    step: string,
    ask: (id: number, revision: number) => Promise<unknown>,
  ): Promise<boolean> {
    const now = this.summary;
    if (!now) return false;
    const asked = this.#say(step, async () => {
      const answer = await ask(now.id, now.revision);
      if (isSummary(answer) && this.#open === now.id) {
        this.raise(now.revision, answer);
        this.#told = answer;
      }
      return true;
    });
    this.settled = asked;
    const done = await asked;
    this.refresh();
    return done ?? false;
  }

  /** The ground that was drawn is that of the next revision too, if nobody came between. */
  raise(from: number, { revision }: api.DraftSummary): void {
    if (this.ground === from && revision === from + 1) this.ground = revision;
  }

  async #say<T>(step: string, ask: () => Promise<T>): Promise<T | null> {
    this.said = { is: "asking", step };
    try {
      const answer = await ask();
      this.said = { is: "done", step };
      return answer;
    } catch (thrown) {
      this.said = { is: "failed", step, fault: faultOf(thrown) };
      return null;
    }
  }
}

/** Whether a draft moved on from what is shown; an older answer says nothing. */
function isOther(shown: api.DraftSummary, now: api.DraftSummary): boolean {
  if (now.revision !== shown.revision) return now.revision > shown.revision;
  // A list does not tell all that is told of one: only what comes without anybody's edit counts.
  return now.state !== shown.state || now.alarm !== shown.alarm;
}

/** Steps that leave the ground as it is answer with the draft as it is then. */
const isSummary = (answer: unknown): answer is api.DraftSummary =>
  typeof answer === "object" && answer !== null && "revision" in answer;

export const drafts = new Drafts();
