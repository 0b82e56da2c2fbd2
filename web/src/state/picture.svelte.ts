/** What the map is to show now, put together from everything the room knows. */

import { peopleOf } from "../i18n/sentences";
import { as, t } from "../i18n/words.svelte";
import { NO_REACH, type ReachScene } from "../map/reach";
import type { Scene } from "../map/style";
import { tilesOf } from "../map/tiles";
import { RINGS } from "./address";
import { coverage } from "./coverage.svelte";
import { draftPicture } from "./draft_picture.svelte";
import { drafting } from "./drafting.svelte";
import { focus } from "./focus.svelte";
import { byHue } from "./hues";
import { plan } from "./plan.svelte";
import { planner } from "./planner.svelte";
import { preferences } from "./preferences.svelte";
import { reach } from "./reach.svelte";
import { known } from "./remote.svelte";
import { room } from "./room.svelte";
import { screen } from "./screen.svelte";
import { paintOf } from "./shares";
import { stations } from "./stations.svelte";
import { town } from "./town.svelte";

/** Kinds of more stations than this would cover the map from farther off. */
const CLOSE = [
  { more: 40, zoom: 15 },
  { more: 12, zoom: 14 },
] as const;

class Picture {
  readonly #subject = $derived(room.view.subject);

  readonly #bounds = $derived(town.served?.config.bounds ?? null);

  /** Coverage is asked for and can be answered. */
  readonly covers: boolean = $derived(room.view.fill === "coverage" && reach.missing === null);

  readonly #tiles = $derived.by((): Scene["tiles"] => {
    const served = town.served?.tiles;
    const { moment } = town;
    if (!served || moment?.is === "before") return null;
    // A tile address names its release, so another instant is another address.
    const asked = moment && "release" in moment && room.view.at !== null ? moment.release : null;
    return tilesOf(served, location.origin, plan.shown?.ground ?? asked?.number);
  });

  readonly #chosen = $derived.by(() => {
    const subject = this.#subject;
    const { level } = town;
    if (level && (subject.kind === "list" || subject.kind === "coverage")) {
      return subject.chosen === null ? [] : [{ level, id: subject.chosen, main: true }];
    }
    return focus.chosen(level);
  });

  /** What a trial would change, at the filled level and for the ring in hand. */
  readonly #affected = $derived.by((): ReachScene["affected"] => {
    const { level } = town;
    if (level === null || this.#subject.kind !== "trial") return null;
    const rows = planner.effect?.areas ?? [];
    const ids = rows.filter((one) => one.level === level && one.minutes === room.view.ring);
    return { level, ids: ids.map(({ id }) => id) };
  });

  readonly #painted = $derived.by(() => {
    const { colours } = coverage;
    if (!this.covers || !colours) return null;
    return paintOf(colours.areas, room.view.ring, colours.level);
  });

  readonly #spots = $derived.by((): ReachScene["spots"] => {
    if (!this.covers) return [];
    const subject = this.#subject;
    const chosen = subject.kind === "coverage" ? subject.spot : null;
    return coverage.blind.map((spot) => ({
      number: spot.number,
      at: spot.at,
      text: peopleOf(spot, t(), as()),
      chosen: spot.number === chosen,
    }));
  });

  readonly #only = $derived.by((): readonly number[] | null => {
    if (!room.view.openNow) return null;
    return stations.held?.map(({ id }) => id) ?? null;
  });

  readonly #reach = $derived.by((): ReachScene => {
    const subject = this.#subject;
    if (!reach.held || room.view.at !== null || subject.kind === "draft") return NO_REACH;
    const nearest = known(focus.answer.current)?.stations?.nearest?.station ?? null;
    const inHand = subject.kind === "station" ? (stations.focused?.station ?? null) : null;
    const spoken = inHand ?? (subject.kind === "answer" ? nearest : null);
    const proposal = planner.proposal;
    return {
      stations: reach.hasStations ? reach.tiles("stations") : null,
      kinds: reach.kinds.map(({ key }) => key),
      kind: reach.kind,
      later: reach.kinds.flatMap(({ key, stations }) => {
        const zoom = CLOSE.find(({ more }) => stations > more)?.zoom;
        return zoom === undefined ? [] : [{ kind: key, zoom }];
      }),
      only: this.#only,
      circles: this.circles ? reach.tiles("reach") : null,
      blindGround: this.covers ? reach.tiles("blindspots") : null,
      // A trial has circles of its own; beside them one ring of all stations is enough.
      edges: room.view.room === "planner" ? [room.view.ring] : RINGS,
      painted: this.#painted,
      spots: this.#spots,
      station: spoken ? { id: spoken.id, lon: spoken.lon, lat: spoken.lat } : null,
      rings:
        subject.kind === "station"
          ? (stations.focused?.rings ?? null)
          : subject.kind === "trial"
            ? (planner.effect?.rings ?? null)
            : null,
      walk: subject.kind === "station" ? (known(stations.walk.current)?.geometry ?? null) : null,
      affected: this.#affected,
      proposals:
        room.view.room === "planner"
          ? planner.proposals.map(({ rank, lon, lat }) => ({
              rank,
              lon,
              lat,
              chosen: rank === proposal,
            }))
          : [],
    };
  });

  /** The ground within reach is drawn with coverage, where nothing is filled, and for planners. */
  readonly circles: boolean = $derived(
    reach.held?.streets != null &&
      reach.hasStations &&
      (this.covers ||
        room.view.hidden.includes("fills") ||
        (room.view.room === "planner" && this.#subject.kind !== "draft")),
  );

  /** The draft's own ground, once it came; until then what is published stays. */
  readonly #redraw = $derived.by((): Scene["redraw"] => {
    if (this.#subject.kind !== "draft" || drafting.drawn.borders.length === 0) return null;
    return draftPicture.scene(
      town.levels.map(({ key }) => key),
      this.#latitude,
    );
  });

  readonly #latitude = $derived(
    this.#bounds ? ((this.#bounds[1] ?? 0) + (this.#bounds[3] ?? 0)) / 2 : 32,
  );

  readonly scene: Scene = $derived({
    theme: preferences.drawn,
    levels: town.levels.map((level) => level.key),
    level: town.level,
    tiles: this.#tiles,
    ground: { streets: reach.tiles("streets"), buildings: reach.tiles("buildings") },
    reach: this.#reach,
    hues: null,
    redraw: this.#redraw,
    base: town.served?.config.base_map ?? null,
    hidden: room.view.hidden,
    chosen: this.#chosen,
    place: this.#place,
    latitude: this.#latitude,
  });

  /** What is in force, whatever is being drawn: what a draft is compared with. */
  readonly published: Scene = $derived({
    ...this.scene,
    hues: this.#beside ? byHue(draftPicture.hues) : null,
    redraw: null,
    chosen: [],
    place: null,
  });

  /** Draft and published areas are seen side by side, on the screen or on paper. */
  get #beside(): boolean {
    const subject = this.#subject;
    if (subject.kind !== "draft") return false;
    return subject.compare !== null || subject.aside === "paper";
  }

  /** The place asked about; a station's card keeps the one the way begins at. */
  get #place(): Scene["place"] {
    const subject = this.#subject;
    if (subject.kind === "answer") return subject;
    // A phone has no handle to drag: the place of the trial is marked instead.
    if (subject.kind === "trial" && screen.narrow && planner.place) {
      return { ...planner.place, accuracy: null };
    }
    if (subject.kind === "station" && subject.from) return { ...subject.from, accuracy: null };
    return null;
  }

  /** Asks for what the picture needs. To be called by an effect. */
  follow(): void {
    if (!reach.held) return;
    if (reach.held.streets) {
      reach.want("streets");
      if (reach.held.streets.buildings > 0) reach.want("buildings");
    }
    if (reach.hasStations) reach.want("stations");
    if (this.circles) reach.want("reach");
    if (this.covers) reach.want("blindspots");
    const { level, drawn } = town;
    const told = this.#subject.kind === "coverage" && reach.missing === null;
    if ((this.covers || told) && level && drawn) {
      coverage.follow({ level, drawn, ring: room.view.ring, query: reach.query });
    }
    const listed = this.#subject.kind === "stations" || room.view.room === "planner";
    if (room.view.openNow || listed) stations.followList(reach.kind, room.view.openNow);
    stations.follow(this.#subject, reach.walking);
  }
}

export const picture = new Picture();
