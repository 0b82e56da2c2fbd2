/**
 * What the room is about, as the server tells it: the answer for a place, or an
 * area in full.
 */
import * as api from "../api/client";
import type { Subject } from "./address";
import { known, Load } from "./remote.svelte";

/** An area to outline; the main one in full weight, a part of it lightly. */
export interface Chosen {
  level: string;
  id: number;
  main: boolean;
}

class Focus {
  answer = new Load<api.Answer>();
  area = new Load<api.AreaDetail>();
  #asked = "";

  /** The areas to outline: what answers at the filled level and below, or the area in hand. */
  chosen(filled: string | null): readonly Chosen[] {
    const answer = this.answer.current;
    if (answer.is === "ready") {
      return answer.value.divisions.flatMap(({ path }) => {
        const leaf = path.at(-1);
        const shown = path.find((step) => step.level === filled) ?? leaf;
        return [
          ...(shown ? [{ level: shown.level, id: shown.id, main: true }] : []),
          ...(leaf && leaf !== shown ? [{ level: leaf.level, id: leaf.id, main: false }] : []),
        ];
      });
    }
    const area = known(this.area.current);
    return area ? [{ level: area.level, id: area.id, main: true }] : [];
  }

  /** The area outlined at a level, if it is one. */
  inHand(level: string | null): number | null {
    return this.chosen(level).find((area) => area.main && area.level === level)?.id ?? null;
  }

  /** What the card is about, in a word. */
  get heading(): string | null {
    const answer = known(this.answer.current);
    const one = answer ? answer.divisions[0]?.path.at(-1) : known(this.area.current);
    return one ? one.name || one.code : null;
  }

  /** Asks anew: what is in force is another release. The last answer stays until the new one came. */
  again(subject: Subject, at: string | null): void {
    this.#asked = "";
    this.follow(subject, at);
  }

  /** Asks what the subject needs; a subject already asked about is left alone. */
  follow(subject: Subject, at: string | null): void {
    const key = JSON.stringify([keyOf(subject), at]);
    if (key === this.#asked) return;
    this.#asked = key;
    if (subject.kind !== "answer") this.answer.clear();
    if (subject.kind !== "area") this.area.clear();
    const when = at !== null ? { at } : {};
    if (subject.kind === "answer") {
      const { lon, lat, accuracy } = subject;
      const query = { lon, lat, ...(accuracy !== null ? { accuracy } : {}), ...when };
      void this.answer.run((signal) => api.locate(query, signal));
    }
    if (subject.kind === "area") {
      const { id } = subject;
      void this.area.run((signal) => api.area(id, when, signal));
    }
  }
}

/** Rows and filters of a list are drawn from what is held; they ask nothing anew. */
const keyOf = (subject: Subject) => (subject.kind === "list" ? "list" : subject);

export const focus = new Focus();
