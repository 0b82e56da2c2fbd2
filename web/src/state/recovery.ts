/**
 * What did not come is asked for again by itself: after a pause that doubles, and
 * at once when the network or the reader is back.
 */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

export class Recovery {
  #waiting = new Set<() => void>();
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    globalThis.addEventListener?.("online", this.now);
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
    });
  }

  /** `again` is called until it is said to have come. */
  failed(again: () => void): void {
    this.#waiting.add(again);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(this.now, this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
  }

  came(again: () => void): void {
    this.#waiting.delete(again);
    this.#pause = FIRST_PAUSE_MS;
  }

  /** Nobody waits for it any longer. */
  forget(again: () => void): void {
    this.#waiting.delete(again);
  }

  now = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const again of waiting) again();
  };
}

export const recovery = new Recovery();
