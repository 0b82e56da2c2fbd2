/**
 * What was typed of areas and is not saved yet, by draft and area.
 *
 * Another area may be looked at meanwhile: what was typed waits for its own.
 */
import { SvelteMap } from "svelte/reactivity";
import type { AreaRef } from "../api/drafts";
import type { Form } from "./describing";

interface Typed {
  draft: number;
  area: AreaRef;
  form: Form;
  /** What the ground said when it was typed. */
  now: Form;
}

class Unsaved {
  readonly #kept = new SvelteMap<string, Typed>();

  keep(typed: Typed): void {
    this.#kept.set(key(typed.draft, typed.area.id), typed);
  }

  drop(draft: number, area: number): void {
    this.#kept.delete(key(draft, area));
  }

  of(draft: number | null, area: number): Typed | null {
    return draft === null ? null : (this.#kept.get(key(draft, area)) ?? null);
  }

  in(draft: number): Typed[] {
    return [...this.#kept.values()].filter((typed) => typed.draft === draft);
  }
}

const key = (draft: number, area: number) => `${draft}/${area}`;

export const unsaved = new Unsaved();
