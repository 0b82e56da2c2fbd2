/**
 * Asks while something keeps moving: one question at a time, and after it only
 * the newest one. What was passed on the way is never asked.
 *
 * Calling off every older question would starve a fast hand of answers: each
 * would be cut short by the next. So the one under way is let finish.
 */
export class Newest<Q, A> {
  readonly #ask: (question: Q, signal: AbortSignal) => Promise<A>;
  readonly #came: (answer: A, question: Q) => void;
  readonly #failed: (thrown: unknown) => void;
  #underway: AbortController | null = null;
  #next: { question: Q } | null = null;

  constructor(
    ask: (question: Q, signal: AbortSignal) => Promise<A>,
    came: (answer: A, question: Q) => void,
    failed: (thrown: unknown) => void,
  ) {
    this.#ask = ask;
    this.#came = came;
    this.#failed = failed;
  }

  /** Whether an answer is still to come after the one that just came. */
  get pending(): boolean {
    return this.#next !== null;
  }

  ask(question: Q): void {
    if (this.#underway) this.#next = { question };
    else void this.#run(question);
  }

  /** Nobody wants an answer any longer. */
  drop(): void {
    this.#underway?.abort();
    this.#underway = null;
    this.#next = null;
  }

  async #run(question: Q): Promise<void> {
    const control = new AbortController();
    this.#underway = control;
    try {
      const answer = await this.#ask(question, control.signal);
      if (this.#underway === control) this.#came(answer, question);
    } catch (thrown) {
      if (this.#underway === control) this.#failed(thrown);
    }
    if (this.#underway !== control) return;
    this.#underway = null;
    const next = this.#next;
    this.#next = null;
    if (next) void this.#run(next.question);
  }
}
