/**
 * Something asked of the server, and what is known of it so far.
 *
 * While a new answer is under way, and after one failed, the last one stays at
 * hand: the page keeps its last picture instead of an empty rectangle.
 */
import { untrack } from "svelte";
import { type Fault, faultOf, isAbort } from "../api/problem";

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

/** One question at a time: a newer one calls off the older. */
export class Load<T> {
  current = $state.raw<Remote<T>>({ is: "idle" });
  #asked: ((signal: AbortSignal) => Promise<T>) | null = null;
  #underway: AbortController | null = null;

  async run(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#underway?.abort();
    const control = new AbortController();
    this.#underway = control;
    this.#asked = ask;
    // Whoever asks must not be asked again because the answer came.
    this.current = { is: "loading", last: untrack(() => known(this.current)) };
    try {
      const value = await ask(control.signal);
      if (this.#underway === control) this.current = { is: "ready", value };
    } catch (thrown) {
      if (this.#underway !== control || isAbort(thrown)) return;
      this.current = { is: "failed", fault: faultOf(thrown), last: known(this.current) };
    }
  }

  retry = (): void => {
    if (this.#asked) void this.run(this.#asked);
  };

  clear(): void {
    this.#underway?.abort();
    this.#underway = null;
    this.#asked = null;
    if (untrack(() => this.current.is) !== "idle") this.current = { is: "idle" };
  }
}
