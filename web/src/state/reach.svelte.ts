/**
 * What there is to walk on and to walk to, and how coverage is counted: the
 * streets and stations in force, the preset, the tiles of each set.
 */
import { untrack } from "svelte";
import { Problem } from "../api/problem";
import * as api from "../api/reach";
import { t } from "../i18n/words.svelte";
import { type Tiles, tilesOf } from "../map/tiles";
import { preferences } from "./preferences.svelte";
import { known, Load } from "./remote.svelte";
import { room } from "./room.svelte";

export type TileSetName = "streets" | "buildings" | "stations" | "reach" | "blindspots";

/** What keeps coverage from being shown, in the order it has to be mended. */
export type Missing = "reach" | "streets" | "stations" | "population" | "another_day";

class ReachState {
  /** Null from a server that knows nothing of reach. */
  load = new Load<api.Reach | null>();

  readonly held: api.Reach | null = $derived(known(this.load.current));

  #sets = $state.raw<Partial<Record<TileSetName, { key: string; tiles: Tiles | null }>>>({});

  readonly kinds: api.Kind[] = $derived(this.held?.kinds ?? []);
  readonly presets: api.Preset[] = $derived(this.held?.presets ?? []);

  /** The kind that counts, if the server knows it. */
  readonly kind: string | null = $derived(
    this.kinds.find(({ key }) => key === room.view.stationKind)?.key ?? null,
  );

  readonly preset: api.Preset | null = $derived(
    this.presets.find(({ key }) => key === room.view.preset) ?? this.presets[0] ?? null,
  );

  readonly missing: Missing | null = $derived.by(() => {
    if (!this.held) return "reach";
    if (!this.held.streets) return "streets";
    if (!this.kinds.some(({ stations }) => stations > 0)) return "stations";
    if (!this.held.population) return "population";
    // Streets and people are those of today; another day's would be a guess.
    return room.view.at === null ? null : "another_day";
  });

  /** There are stations to show, whether or not there are streets to walk on. */
  readonly hasStations: boolean = $derived(this.kinds.some(({ stations }) => stations > 0));

  /** By themselves, so that a moved camera does not ask anew. */
  readonly #asked = $derived(room.view.preset);

  /** What a question about one station or one walk carries. */
  readonly walking: api.Counting = $derived(this.#asked === null ? {} : { preset: this.#asked });

  /** What every question carries; the server's own choice is left to it. */
  readonly query: api.Counting = $derived({
    ...(this.kind === null ? {} : { kind: this.kind }),
    ...this.walking,
  });

  open(): Promise<void> {
    return this.load.run(async (signal) => {
      try {
        return await api.reach(signal);
      } catch (thrown) {
        const { fault } = thrown instanceof Problem ? thrown : { fault: null };
        if (fault?.kind === "refused" && (fault.status === 404 || fault.status === 405))
          return null;
        throw thrown;
      }
    });
  }

  /** The tiles of a set, once they are known. */
  tiles(set: TileSetName): Tiles | null {
    return this.#sets[set]?.tiles ?? null;
  }

  /** Asks for a set's tiles, those of the kind and preset in hand, the first time. */
  want(set: TileSetName): void {
    const query = set === "reach" || set === "blindspots" ? this.query : {};
    const key = JSON.stringify([query, this.held?.release]);
    const held = untrack(() => this.#sets[set]);
    if (held?.key === key) return;
    const keep = (tiles: Tiles | null) => {
      this.#sets = { ...untrack(() => this.#sets), [set]: { key, tiles } };
    };
    // The last picture stays until the next one is there.
    keep(held?.tiles ?? null);
    const newest = () => this.#sets[set]?.key === key;
    api.tileSet(set, query).then(
      (document) => newest() && keep(tilesOf(document, location.origin)),
      // A set that is not there leaves no mark on the map; the areas stand without it.
      () => newest() && keep(null),
    );
  }

  kindName(key: string): string {
    const kind = this.kinds.find((one) => one.key === key);
    if (!kind) return t().reach.kinds[key] ?? key;
    return preferences.language === "en" ? capital(kind.english || kind.name) : kind.name;
  }

  presetName(preset: { key: string; name: string; english?: string }): string {
    const english = this.presets.find(({ key }) => key === preset.key)?.english;
    return preferences.language === "en" ? capital(english || preset.name) : preset.name;
  }
}

/** Names stand alone on buttons and in lists, where English begins large. */
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const reach = new ReachState();
