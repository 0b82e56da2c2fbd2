/** What of the open draft lies on the map now. */
import type { Feature, FeatureCollection } from "geojson";
import type { AreaFeature, Move, Position } from "../api/drafts";
import { labelPlace } from "../edit/lines";
import type { Laid, RedrawScene } from "../map/redraw";
import { drafting } from "./drafting.svelte";
import { drafts } from "./drafts.svelte";
import { huesOf } from "./hues";
import { makesNew, namedBy } from "./redraw";
import { tooling } from "./tooling.svelte";
import { town } from "./town.svelte";

const collected = (features: Feature[]): FeatureCollection => ({
  type: "FeatureCollection",
  features,
});

const marked = (is: string, geometry: GeoJSON.Geometry, more: object = {}): Feature => ({
  type: "Feature",
  properties: { is, ...more },
  geometry,
});

const point = (coordinates: Position): GeoJSON.Point => ({ type: "Point", coordinates });

/** Names cost more than areas: one that did not change keeps its place. */
const places = new WeakMap<AreaFeature, Feature | null>();

function nameOf(area: AreaFeature): Feature | null {
  const held = places.get(area);
  if (held !== undefined) return held;
  const found = labelPlace(area.geometry);
  const { name, code } = area.properties;
  const made = found && marked("name", point(found.at), { name, code, size: found.room });
  places.set(area, made);
  return made;
}

class DraftPicture {
  /** A row of a table under the pointer lights what it speaks of. */
  lit = $state.raw<Move | null>(null);
  /** The issue or clash in hand, by its place in the list. */
  chosen = $state<number | null>(null);
  /** A key chose the issue: its row takes the focus when it is there. */
  focusWanted = $state(false);
  #dealt: ReadonlyMap<number, number> = new Map();

  readonly #areas = $derived([...(drafting.shown.areas.get(town.level ?? "")?.values() ?? [])]);

  /** One colouring for the draft and for what it is compared with. */
  readonly hues: ReadonlyMap<number, number> = $derived.by(() => {
    this.#dealt = huesOf(this.#areas, this.#dealt);
    return this.#dealt;
  });

  readonly areas: FeatureCollection = $derived(
    collected(
      this.#areas.map((area) => ({
        ...area,
        id: area.properties.id,
        properties: { ...area.properties, hue: this.hues.get(area.properties.id) ?? 0 },
      })),
    ),
  );

  readonly labels: FeatureCollection = $derived(
    collected(this.#areas.flatMap((area) => nameOf(area) ?? [])),
  );

  /** Borders within an area of the filled level are fine work and left out, unless bent. */
  readonly borders: FeatureCollection = $derived.by(() => {
    const keys = town.levels.map(({ key }) => key);
    const depth = keys.indexOf(town.level ?? "");
    return collected(
      drafting.shown.borders.flatMap(({ geometry, properties: { level } }) => {
        const order = keys.indexOf(level ?? "");
        return order <= depth + 1 ? [marked("border", geometry, { level, order: -order })] : [];
      }),
    );
  });

  readonly moves: FeatureCollection = $derived(
    collected([
      ...(drafting.shownImpact?.moves ?? []).map(({ shape }) =>
        marked("move", shape, { lit: false }),
      ),
      // Of a level above, several pieces are lit at once.
      ...(this.lit ? [marked("move", this.lit.shape, { lit: true })] : []),
    ]),
  );

  readonly marks: FeatureCollection = $derived(
    collected([
      ...this.#issues(),
      ...this.#comments(),
      ...this.#clashes(),
      ...this.#sketch(),
      ...(tooling.hint ? [marked("hint", tooling.hint.geometry)] : []),
      ...(drafting.refusal?.at ? [marked("refused", point(drafting.refusal.at))] : []),
    ]),
  );

  readonly laid: Laid = $derived({
    "redraw-areas": this.areas,
    "redraw-labels": this.labels,
    "redraw-borders": this.borders,
    "redraw-moves": this.moves,
    "redraw-marks": this.marks,
  });

  scene(levels: readonly string[], latitude: number): RedrawScene {
    const { doing, pick } = tooling;
    const named = doing.is === "proposing" ? namedBy(doing.act) : [];
    const gives =
      doing.is === "proposing" && doing.act.act === "merge"
        ? [doing.act.area]
        : doing.is === "proposing" && doing.act.act === "hand_over"
          ? doing.act.from
          : [];
    const made =
      doing.is === "proposing" && makesNew(doing.act)
        ? (drafting.trial?.created ?? []).map(({ id }) => id)
        : [];
    const picked = pick?.is === "area" ? [pick.id] : [];
    return {
      levels,
      latitude,
      picked: [...picked, ...named, ...made].filter((id) => !gives.includes(id)),
      second: gives,
    };
  }

  #issues(): Feature[] {
    if (tooling.subject?.aside !== "issues") return [];
    return drafts.found.flatMap((issue, index) => [
      ...(issue.shape ? [marked("issue", issue.shape)] : []),
      ...(issue.at ? [marked("issue-pin", point(issue.at), { index, text: `${index + 1}` })] : []),
    ]);
  }

  #comments(): Feature[] {
    if (tooling.subject?.aside !== "comments") return [];
    return (drafts.held?.comments ?? []).flatMap(({ at }, index) =>
      at ? [marked("comment-pin", point(at), { index, text: `${index + 1}` })] : [],
    );
  }

  #clashes(): Feature[] {
    if (tooling.subject?.aside !== "conflicts") return [];
    return drafts.clashes.flatMap(({ mine, theirs, at }, index) => [
      ...(theirs ? [marked("theirs", theirs)] : []),
      ...(mine ? [marked("mine", mine)] : []),
      ...(at ? [marked("issue-pin", point(at), { index, text: `${index + 1}` })] : []),
    ]);
  }

  /** What was drawn from the keyboard, a measure, and what a proposal was drawn as. */
  #sketch(): Feature[] {
    const { doing } = tooling;
    const line =
      doing.is === "drawing" && !tooling.pen?.busy
        ? doing.points
        : doing.is === "measured"
          ? doing.line
          : doing.is === "proposing" && "line" in doing.act
            ? doing.act.line
            : doing.is === "proposing" && "ring" in doing.act
              ? [...doing.act.ring, ...doing.act.ring.slice(0, 1)]
              : [];
    if (line.length === 0) return [];
    const corners = doing.is === "drawing" ? line.map((at) => marked("corner", point(at))) : [];
    if (line.length === 1) return corners;
    const what = doing.is === "proposing" && drafting.refusal ? "faulty" : "sketch";
    return [marked(what, { type: "LineString", coordinates: line }), ...corners];
  }
}

export const draftPicture = new DraftPicture();
