/**
 * What happens while a page is left open: what was published meanwhile, and that time goes on.
 *
 * One cheap question for the whole page, asked from time to time while somebody looks.
 */
import { config } from "../api/client";

/** How often it is asked: who draws would draw into what others published. */
export const LOOK_MS = { map: 60_000, planner: 20_000, drafts: 7_000 } as const;

/** Whether a newer release was published than the one that is shown; null is none yet. */
export const isNewer = (head: number | null, shown: number | null): boolean =>
  head !== null && head > (shown ?? 0);

class News {
  /** The newest release, as the page last heard of it. */
  head = $state<number | null>(null);
  /** The time of the last look. */
  now = $state(Date.now());

  look = async (): Promise<void> => {
    this.now = Date.now();
    this.head = (await config()).release?.number ?? null;
  };
}

export const news = new News();
