/**
 * The planner's room: who may enter, the trial under way and what it would
 * change, and proposals for the next station.
 *
 * Nothing here is kept before the planner says so: a trial only asks.
 */
import * as redraw from "../api/drafts";
import { type Fault, faultOf, isAbort } from "../api/problem";
import * as api from "../api/reach";
import type { Place, Subject } from "./address";
import { Newest } from "./newest";
import { known, Load } from "./remote.svelte";
import { begun, moved, returned, type Trial, undone } from "./trial";

interface Question extends Place {
  station: number | null;
  kind: string;
  preset?: string;
}

/** What the planner is told about keeping a trial. */
export type Kept =
  | { is: "not" }
  | { is: "asking" }
  | { is: "kept"; draft: string }
  | { is: "failed"; fault: Fault };

class Planner {
  /** Drafts a station can go into; that they are told also says that a planner asks. */
  door = new Load<redraw.DraftSummary[]>();
  siting = new Load<api.Siting>();

  trial = $state.raw<Trial | null>(null);
  /** The kind of a new station. */
  kind = $state<string | null>(null);
  /** Where the hand is while it moves; the trial follows when it lets go. */
  hand = $state.raw<Place | null>(null);
  effect = $state.raw<api.Effect | null>(null);
  waiting = $state(false);
  fault = $state.raw<Fault | null>(null);
  kept = $state.raw<Kept>({ is: "not" });
  /** The proposal the trial stands on, by its rank. */
  proposal = $state<number | null>(null);

  /** Stations as they stand, to move one and to know it by name. */
  station = $state.raw<api.Station | null>(null);

  readonly place: Place | null = $derived(this.hand ?? this.trial?.place ?? null);
  readonly proposals: api.Proposal[] = $derived(known(this.siting.current)?.proposals ?? []);

  #newest = new Newest<Question, api.Effect>(
    (question, signal) => {
      this.waiting = true;
      return api.whatIf(question, signal);
    },
    (effect) => {
      this.effect = effect;
      this.fault = null;
      this.waiting = this.#newest.pending;
    },
    (thrown) => {
      if (!isAbort(thrown)) this.fault = faultOf(thrown);
      this.waiting = this.#newest.pending;
    },
  );
  #walking: api.Counting = {};

  enter(): void {
    void this.door.run(async (signal) => (await redraw.drafts(["open"], signal)).drafts);
  }

  /** Makes the trial what the address says; one that stands there already is left alone. */
  follow(subject: Subject, station: api.Station | null, kind: string, walking: api.Counting): void {
    this.#walking = walking;
    if (subject.kind !== "trial") {
      this.#end();
      return;
    }
    // A station that is moved must be known first: where it stands, and of what kind it is.
    if (subject.station !== null && station?.id !== subject.station) return;
    const place = subject.place ?? station;
    if (!place) return;
    const { lon, lat } = place;
    if (this.trial === null || this.trial.station !== subject.station) {
      this.#end();
      this.station = station;
      const home = station ?? { lon, lat };
      this.trial = moved(begun(subject.station, { lon: home.lon, lat: home.lat }), { lon, lat });
    } else this.trial = moved(this.trial, { lon, lat });
    if (station === null) this.kind ??= kind;
    this.ask();
  }

  /** The hand is on its way. */
  moving(to: Place): void {
    this.hand = to;
    this.kept = { is: "not" };
    this.ask();
  }

  undo(): Place | null {
    if (!this.trial) return null;
    this.trial = undone(this.trial);
    this.kept = { is: "not" };
    return this.trial.place;
  }

  home(): Place | null {
    if (!this.trial) return null;
    this.trial = returned(this.trial);
    this.kept = { is: "not" };
    return this.trial.place;
  }

  ask(): void {
    const { trial, place } = this;
    const kind = this.station?.kind ?? this.kind;
    if (!trial || !place || !kind) return;
    const { lon, lat } = place;
    this.#newest.ask({ station: trial.station, lon, lat, kind, ...this.#walking });
  }

  /** Puts the trial into a draft; null opens a new one of this title. */
  async keep(name: string, into: number | null, title: string): Promise<void> {
    const { trial, station } = this;
    const kind = station?.kind ?? this.kind;
    if (!trial || !kind) return;
    const { lon, lat } = trial.place;
    this.kept = { is: "asking" };
    try {
      const code = station ? { code: station.code } : {};
      const draft = into ?? (await redraw.openDraft(title, "")).id;
      await api.keepStation(trial.station, { ...code, name, kind, lon, lat, draft });
      this.kept = { is: "kept", draft: String(draft) };
    } catch (thrown) {
      this.kept = { is: "failed", fault: faultOf(thrown) };
    }
  }

  propose(wish: Parameters<typeof api.site>[0]): void {
    this.proposal = null;
    void this.siting.run((signal) => api.site(wish, signal));
  }

  #end(): void {
    this.#newest.drop();
    this.trial = null;
    this.hand = null;
    this.effect = null;
    this.station = null;
    this.waiting = false;
    this.fault = null;
    this.kept = { is: "not" };
  }
}

export const planner = new Planner();
