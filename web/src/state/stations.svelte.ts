/** The stations: all of them as a list, those open now, and the one in hand with its circles. */
import * as api from "../api/reach";
import type { Place, Subject } from "./address";
import { known, Load } from "./remote.svelte";

const PAGE = 500;
/** As many as a list is read of; the map shows more. */
const MOST = 4000;

interface Focused {
  station: api.Station;
  /** Null where there are no streets, or none near it. */
  rings: api.Rings | null;
}

class Stations {
  list = new Load<api.Station[]>();
  one = new Load<Focused>();
  walk = new Load<api.Walk>();
  #asked = { list: "", one: "", walk: "" };

  readonly held: api.Station[] | null = $derived(known(this.list.current));
  readonly focused: Focused | null = $derived(known(this.one.current));

  /** All stations of a kind; asked once, also for the ids of those that are open. */
  followList(kind: string | null, openNow: boolean): void {
    const key = JSON.stringify([kind, openNow]);
    if (key === this.#asked.list) return;
    this.#asked.list = key;
    void this.list.run(async (signal) => {
      const found: api.Station[] = [];
      let cursor: string | null = null;
      do {
        const query = {
          limit: PAGE,
          ...(kind === null ? {} : { kind }),
          ...(openNow ? { open: "now" } : {}),
          ...(cursor === null ? {} : { cursor }),
        };
        const page: Awaited<ReturnType<typeof api.stations>> = await api.stations(query, signal);
        found.push(...page.stations);
        cursor = page.next_cursor ?? null;
      } while (cursor !== null && found.length < MOST);
      return found;
    });
  }

  /** The station in hand; without streets it comes without circles. */
  follow(subject: Subject, walking: api.Counting): void {
    const id =
      subject.kind === "station" ? subject.id : subject.kind === "trial" ? subject.station : null;
    const key = JSON.stringify([id, walking]);
    if (key !== this.#asked.one) {
      this.#asked.one = key;
      if (id === null) this.one.clear();
      else {
        void this.one.run(async (signal) => {
          const [{ station }, rings] = await Promise.all([
            api.station(id, signal),
            api.stationReach(id, walking, signal).catch(() => null),
          ]);
          return { station, rings };
        });
      }
    }
    const from = subject.kind === "station" ? subject.from : null;
    this.#onFoot(from, id === null ? null : (this.focused?.station ?? null), id, walking);
  }

  #onFoot(from: Place | null, to: api.Station | null, id: number | null, walking: api.Counting) {
    const ready = from !== null && to !== null && to.id === id;
    const key = ready ? JSON.stringify([from, to.id, walking]) : "";
    if (key === this.#asked.walk) return;
    this.#asked.walk = key;
    this.walk.clear();
    if (ready) void this.walk.run((signal) => api.walk(from, to, walking, signal));
  }
}

export const stations = new Stations();
