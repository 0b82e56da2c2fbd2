/**
 * A point the reader drags over the map, by pointer or by keyboard: arrow keys
 * move it, by ten metres unless another step is given, with Shift farther.
 */
import { type Map as LibreMap, Marker } from "maplibre-gl";
import type { Place } from "../state/address";
import { stepped } from "./disc";

export interface HandleAt extends Place {
  /** What it is and how it moves, read out to those who do not see it. */
  label: string;
  /** On the way; comes as often as the pointer moves. */
  moving: (to: Place) => void;
  /** Let go, or moved by a key. */
  moved: (to: Place) => void;
  /** Metres by one press of an arrow key, and with Shift. */
  steps?: readonly [number, number];
}

const STEPS_M = [10, 50] as const;

export class Handle {
  readonly #marker: Marker;
  readonly #element: HTMLElement;
  #at: HandleAt | null = null;
  #dragged = false;

  constructor(map: LibreMap) {
    this.#element = document.createElement("div");
    this.#element.className = "map-handle";
    this.#element.append(document.createElement("span"));
    this.#marker = new Marker({ element: this.#element, draggable: true });
    this.#marker.setLngLat(map.getCenter()).addTo(map);
    // The library names every marker alike; this one says what it is.
    this.#element.tabIndex = 0;
    this.#element.setAttribute("role", "button");
    this.#element.setAttribute("aria-roledescription", "marker");
    this.#marker.on("dragstart", () => {
      this.#dragged = true;
    });
    this.#marker.on("drag", () => this.#at?.moving(this.#now()));
    this.#marker.on("dragend", () => {
      this.#dragged = false;
      this.#at?.moved(this.#now());
    });
    this.#element.addEventListener("keydown", (event) => this.#key(event));
    // A press on the handle is not a question to the map below it.
    this.#element.addEventListener("click", (event) => event.stopPropagation());
  }

  place(at: HandleAt): void {
    this.#at = at;
    this.#element.setAttribute("aria-label", at.label);
    // The hand that holds it knows better than an answer that is under way.
    if (!this.#dragged) this.#marker.setLngLat([at.lon, at.lat]);
  }

  focus(): void {
    this.#element.focus();
  }

  remove(): void {
    this.#marker.remove();
  }

  #now(): Place {
    const { lng, lat } = this.#marker.getLngLat();
    return { lon: lng, lat };
  }

  #key(event: KeyboardEvent): void {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const [step, far] = this.#at?.steps ?? STEPS_M;
    const to = stepped(this.#now(), way, event.shiftKey ? far : step);
    this.#marker.setLngLat([to.lon, to.lat]);
    this.#at?.moved(to);
  }
}

const WAYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
