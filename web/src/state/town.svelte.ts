/**
 * What the server serves: its levels, its releases and its tiles, asked once.
 */
import * as api from "../api/client";
import { t } from "../i18n/words.svelte";
import { stage } from "../map/stage.svelte";
import { reach } from "./reach.svelte";
import { dayOf, dayTells, inForce, type Moment, minuteOf, momentOf } from "./releases";
import { known, Load } from "./remote.svelte";
import { room } from "./room.svelte";

interface Served {
  config: api.Config;
  releases: api.Release[];
  /** Null before anything is published. */
  tiles: api.TileJson | null;
}

class Town {
  /** The name of the one area at the top, once it is known. */
  whole = $state<string | null>(null);
  load = new Load<Served>();

  readonly served: Served | null = $derived(known(this.load.current));

  /** The levels of the first Division, from the top down. */
  readonly levels: api.Level[] = $derived.by(() => {
    const config = this.served?.config;
    if (!config) return [];
    const keys = config.divisions[0]?.levels;
    return config.levels
      .filter(({ key }) => keys?.includes(key) ?? true)
      .map(({ key }) => ({ key, name: this.levelName(key) }));
  });

  /** By itself, so that a moved camera does not make a new moment. */
  readonly at: string | null = $derived(room.view.at);

  readonly moment: Moment | null = $derived.by(() => {
    if (!this.served) return null;
    return momentOf(this.served.releases, this.at, new Date());
  });

  /** An instant as people tell it: by its day, or to the minute where that day has several. */
  told(instant: string, now = new Date().toISOString()): string {
    const releases = this.served?.releases ?? [];
    const others = [...releases.map(({ effective_at }) => effective_at), now];
    return dayTells(instant, others) ? dayOf(instant) : minuteOf(instant);
  }

  /** How close the map stands, or will when it opens; null before anything is known. */
  readonly #zoom: number | null = $derived.by(() => {
    const bounds = this.served?.config.bounds;
    return room.view.camera?.zoom ?? stage.zoom ?? (bounds ? stage.fitted(bounds) : null);
  });

  /**
   * The Level that is filled: the asked one; else the grids, which people ask for, or
   * the last, as far down as the map draws them from where it stands.
   */
  readonly level: string | null = $derived.by(() => {
    const keys = this.levels.map((level) => level.key);
    const asked = room.view.level;
    if (asked !== null && keys.includes(asked)) return asked;
    const wished = keys.includes("grid") ? "grid" : (keys.at(-1) ?? null);
    // A list does not change its rows because the map moved.
    const listed = room.view.subject.kind === "list" || room.view.subject.kind === "coverage";
    return wished === null || listed ? wished : this.#drawnFor(wished);
  });

  /** The Level that is really drawn: from afar an upper one stands in for the filled one. */
  readonly drawn: string | null = $derived(this.level === null ? null : this.#drawnFor(this.level));

  open(): Promise<void> {
    return this.load.run(async () => {
      const [config, { releases }] = await Promise.all([api.config(), api.releases()]);
      const published = config.release ?? inForce(releases, new Date());
      // What there is to walk to is asked beside it; the areas do not wait for it.
      if (published) void reach.open();
      return { config, releases, tiles: published ? await api.tileJson() : null };
    });
  }

  #drawnFor(level: string): string {
    const layers = this.served?.tiles?.vector_layers;
    const zoom = this.#zoom;
    if (!layers || zoom === null) return level;
    const keys = this.levels.map(({ key }) => key);
    const upTo = keys.slice(0, keys.indexOf(level) + 1);
    const held = (key: string) => {
      const layer = layers.find(({ id }) => id === key);
      return layer !== undefined && (layer.minzoom ?? 0) <= zoom;
    };
    return upTo.findLast(held) ?? level;
  }

  /** The name of a level where several of its areas are meant. */
  levelsName(key: string): string {
    return t().levelsMany[key] ?? this.levelName(key);
  }

  levelName(key: string): string {
    return (
      t().levels[key] ?? this.served?.config.levels.find((level) => level.key === key)?.name ?? key
    );
  }
}

export const town = new Town();
