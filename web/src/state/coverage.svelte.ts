/** Who is covered: the table of a Level, the colours of the map, and the blind spots. */
import * as api from "../api/reach";
import type { Ring } from "./address";
import { known, Load } from "./remote.svelte";

interface Wish {
  /** The Level of the table, and the one that is really drawn. */
  level: string;
  drawn: string;
  ring: Ring;
  query: api.Counting;
}

class CoverageState {
  table = new Load<api.Coverage>();
  #painted = new Load<api.Coverage>();
  spots = new Load<api.BlindSpot[]>();
  #same = $state(true);
  #asked = { table: "", painted: "", spots: "" };

  readonly held: api.Coverage | null = $derived(known(this.table.current));
  /** What colours the map: of the drawn Level, which from afar is an upper one. */
  readonly colours: api.Coverage | null = $derived(
    this.#same ? this.held : known(this.#painted.current),
  );
  readonly blind: api.BlindSpot[] = $derived(known(this.spots.current) ?? []);

  follow({ level, drawn, ring, query }: Wish): void {
    const key = JSON.stringify([level, query]);
    if (key !== this.#asked.table) {
      this.#asked.table = key;
      void this.table.run((signal) => api.coverage({ level, ...query }, signal));
    }
    this.#same = level === drawn;
    const painted = JSON.stringify([drawn, query]);
    if (!this.#same && painted !== this.#asked.painted) {
      this.#asked.painted = painted;
      void this.#painted.run((signal) => api.coverage({ level: drawn, ...query }, signal));
    }
    const blind = JSON.stringify([ring, query]);
    if (blind !== this.#asked.spots) {
      this.#asked.spots = blind;
      void this.spots.run((signal) => api.blindSpots({ minutes: ring, ...query }, signal));
    }
  }
}

export const coverage = new CoverageState();
