/**
 * The list that equals the map: the areas of one Level, by pages.
 *
 * Up to two thousand rows come by themselves, so that sorting and filtering see
 * all of an ordinary district; beyond that the reader asks for more and is told
 * what the sorting covers.
 */
import * as api from "../api/client";
import type { Order } from "./address";
import { peopleIn } from "./inhabited";
import { known, Load } from "./remote.svelte";

const PAGE = 500;
const BY_ITSELF = 2000;

interface Held {
  items: api.AreaSummary[];
  total: number;
  next: string | null;
}

class Listing {
  /** The keyboard opened the list: its first row takes the focus when it is there. */
  focusWanted = $state(false);
  load = new Load<Held>();
  #asked = "";
  #query: { level: string; parent?: number; at?: string } = { level: "" };

  readonly held: Held | null = $derived(known(this.load.current));

  follow(level: string, parent: number | null, at: string | null): void {
    const key = JSON.stringify([level, parent, at]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#query = {
      level,
      ...(parent !== null ? { parent } : {}),
      ...(at !== null ? { at } : {}),
    };
    this.load.clear();
    void this.load.run((signal) => this.#fetch(signal, BY_ITSELF, null));
  }

  /** Another two thousand. */
  more = (): void => {
    const from = this.held;
    if (!from?.next) return;
    void this.load.run((signal) => this.#fetch(signal, from.items.length + BY_ITSELF, from));
  };

  async #fetch(signal: AbortSignal, upTo: number, from: Held | null): Promise<Held> {
    const items = from ? [...from.items] : [];
    let next: string | null = from?.next ?? null;
    let total = 0;
    do {
      const cursor: { cursor?: string } = next === null ? {} : { cursor: next };
      const page = await api.areas({ ...this.#query, limit: PAGE, ...cursor }, signal);
      items.push(...page.items);
      total = page.total;
      next = page.next_cursor ?? null;
    } while (next !== null && items.length < upTo);
    return { items, total, next };
  }
}

export const listing = new Listing();

/** The rows to show: those that hold the words, in the asked order; ties by code. */
export function arranged(
  items: readonly api.AreaSummary[],
  order: Order,
  filter: string,
): api.AreaSummary[] {
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (area: api.AreaSummary) => {
    const text = `${area.name} ${area.code}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const collate = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const compare = (a: api.AreaSummary, b: api.AreaSummary): number => {
    const turn = order.down ? -1 : 1;
    switch (order.by) {
      case "name":
        return turn * collate(a.name, b.name);
      case "parent":
        return turn * collate(a.parent?.name ?? "", b.parent?.name ?? "");
      case "size":
        return turn * (a.area_m2 - b.area_m2);
      case "children":
        return turn * (a.children - b.children);
      case "population":
        return byPeople(a, b, turn);
      case "code":
        return turn * collate(a.code, b.code);
    }
  };
  return items.filter(holds).sort((a, b) => compare(a, b) || collate(a.code, b.code));
}

/** Those whose figure is hidden or unknown stand last either way: they might be anywhere. */
function byPeople(a: api.AreaSummary, b: api.AreaSummary, turn: number): number {
  const [one, other] = [peopleIn(a), peopleIn(b)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return turn * (one - other);
}
