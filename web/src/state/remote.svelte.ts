/**
 * Something asked of the server, and what is known of it so far.
 *
 * While a new answer is under way, and after one failed, the last one stays at
 * hand: the page keeps its last picture instead of an empty rectangle.
 */
import { untrack } from "svelte";
import { type Fault, faultOf, isAbort } from "../api/problem";
import { recovery } from "./recovery";

export type Remote<T> =
  | { is: "idle" }
  | { is: "loading"; last: T | null }
  | { is: "ready"; value: T }
  | { is: "failed"; fault: Fault; last: T | null };

/** What can be shown now: the answer, or the last one. */
export function known<T>(remote: Remote<T>): T | null {
  if (remote.is === "ready") return remote.value;
  return remote.is === "idle" ? null : remote.last;
}

/** Whether asking again helps: the server was away, or it did not let anyone in yet. */
const mends = (fault: Fault): boolean =>
  fault.kind === "unreachable" || fault.status === 502 || fault.status === 504;

/** One question at a time: a newer one calls off the older. */
export class Load<T> {
  current = $state.raw<Remote<T>>({ is: "idle" });
  #asked: ((signal: AbortSignal) => Promise<T>) | null = null;
  #underway: AbortController | null = null;

  async run(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    // Whoever asks must not be asked again because the answer came.
    this.current = { is: "loading", last: untrack(() => known(this.current)) };
    await this.#ask(ask);
  }

  async #ask(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    recovery.forget(this.#again);
    this.#underway?.abort();
    const control = new AbortController();
    this.#underway = control;
    this.#asked = ask;
    try {
      const value = await ask(control.signal);
      if (this.#underway !== control) return;
      this.current = { is: "ready", value };
      recovery.came(this.#again);
    } catch (thrown) {
      if (this.#underway !== control || isAbort(thrown)) return;
      const fault = faultOf(thrown);
      this.current = { is: "failed", fault, last: known(this.current) };
      if (mends(fault)) recovery.failed(this.#again);
    }
  }

  /** What was heard of it elsewhere, and is newer; a question under way will know it anyhow. */
  tell(value: T): void {
    if (this.current.is === "ready") this.current = { is: "ready", value };
  }

  retry = (): void => {
    if (this.#asked) void this.run(this.#asked);
  };

  /** The same question without a word: what failed stays on the page until it came. */
  #again = (): void => {
    if (this.#asked && this.current.is === "failed") void this.#ask(this.#asked);
  };

  clear(): void {
    recovery.forget(this.#again);
    this.#underway?.abort();
    this.#underway = null;
    this.#asked = null;
    if (untrack(() => this.current.is) !== "idle") this.current = { is: "idle" };
  }
}
