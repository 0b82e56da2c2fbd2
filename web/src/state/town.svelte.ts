/**
 * What the server serves: its levels, its releases and its tiles, asked once.
 */
import * as api from "../api/client";
import { t } from "../i18n/words.svelte";
import { inForce, type Moment, momentOf } from "./releases";
import { known, Load } from "./remote.svelte";
import { room } from "./room.svelte";

interface Served {
  config: api.Config;
  releases: api.Release[];
  /** Null before anything is published. */
  tiles: api.TileJson | null;
}

class Town {
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

  /** The Level that is filled: the asked one; else the grids, which people ask for; else the last. */
  readonly level: string | null = $derived.by(() => {
    const keys = this.levels.map((level) => level.key);
    const asked = room.view.level;
    if (asked !== null && keys.includes(asked)) return asked;
    return keys.includes("grid") ? "grid" : (keys.at(-1) ?? null);
  });

  open(): Promise<void> {
    return this.load.run(async () => {
      const [config, { releases }] = await Promise.all([api.config(), api.releases()]);
      const published = config.release ?? inForce(releases, new Date());
      return { config, releases, tiles: published ? await api.tileJson() : null };
    });
  }

  levelName(key: string): string {
    return (
      t().levels[key] ?? this.served?.config.levels.find((level) => level.key === key)?.name ?? key
    );
  }
}

export const town = new Town();
