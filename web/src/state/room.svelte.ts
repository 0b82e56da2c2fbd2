/**
 * The map room's one state: the view, kept equal to the address bar.
 *
 * A new subject is a step the Back button undoes; a moved camera is not.
 */
import {
  type Camera,
  FIRST_COVERAGE,
  FIRST_ORDER,
  type Fill,
  format,
  type Layer,
  parse,
  type RoomName,
  type Subject,
  type View,
} from "./address";
import { type DraftSubject, opened } from "./redraw";

class Room {
  view = $state.raw<View>(parse(location.hash));

  /** How often the address bar brought a view, camera and all, from outside. */
  arrivals = $state(0);

  constructor() {
    const arrive = () => {
      if (location.hash === format(this.view)) return;
      this.view = parse(location.hash);
      this.arrivals += 1;
    };
    addEventListener("popstate", arrive);
    addEventListener("hashchange", arrive);
  }

  /** Turns to another subject, one step in the history. */
  show(subject: Subject): void {
    const same = JSON.stringify(subject) === JSON.stringify(this.view.subject);
    this.#become({ ...this.view, subject }, same ? "replace" : "push");
  }

  /** Refines the subject in place: an accuracy typed, a row moved to. */
  refine(subject: Subject): void {
    this.#become({ ...this.view, subject }, "replace");
  }

  fill(level: string): void {
    this.#become({ ...this.view, level }, "push");
  }

  list(level: string | null, parent: number | null, chosen: number | null = null): void {
    const subject: Subject = {
      kind: "list",
      parent,
      chosen,
      order: FIRST_ORDER,
      filter: "",
    };
    this.#become({ ...this.view, level: level ?? this.view.level, subject }, "push");
  }

  /** Turns to another room; what is looked at and how stays, what is spoken of does not. */
  enter(name: RoomName): void {
    if (name === this.view.room) return;
    this.#become({ ...this.view, room: name, subject: { kind: "overview" } }, "push");
  }

  /** A draft is opened on the map, in the planner's room; null goes back to the list. */
  redraw(draft: number | null): void {
    const subject: Subject = draft === null ? { kind: "overview" } : opened(draft);
    this.#become({ ...this.view, room: "planner", subject, at: null }, "push");
  }

  /** The map as it will be at an instant, whatever is being drawn. */
  foresee(at: string | null): void {
    this.#become({ ...this.view, room: "map", subject: { kind: "overview" }, at }, "push");
  }

  /** Another tool, pick or page beside the map, of the draft that is open. */
  turn(to: Partial<Omit<DraftSubject, "kind" | "id">>, how: "push" | "replace" = "push"): void {
    const { subject } = this.view;
    if (subject.kind !== "draft") return;
    const next = { ...subject, ...to };
    if (JSON.stringify(next) === JSON.stringify(subject)) return;
    this.#become({ ...this.view, subject: next }, how);
  }

  /** A station is tried elsewhere, in the planner's room. */
  plan(station: number): void {
    const subject: Subject = { kind: "trial", station, place: null };
    this.#become({ ...this.view, room: "planner", subject }, "push");
  }

  /** What the fills show: the areas, who is covered, or nothing; coverage brings its table. */
  paint(fill: Fill | "none"): void {
    const hidden = this.view.hidden.filter((layer) => layer !== "fills");
    if (fill === "none") {
      this.#become({ ...this.view, hidden: [...hidden, "fills"] }, "push");
      return;
    }
    const { subject } = this.view;
    const idle = subject.kind === "overview" || subject.kind === "coverage";
    const table: Subject =
      fill === "coverage"
        ? { kind: "coverage", chosen: null, spot: null, order: FIRST_COVERAGE }
        : { kind: "overview" };
    const next = idle && this.view.room === "map" ? table : subject;
    this.#become({ ...this.view, fill, hidden, subject: next }, "push");
  }

  /** How coverage is counted: ring, kind of station, preset, only those open now. */
  count(how: Partial<Pick<View, "ring" | "stationKind" | "preset" | "openNow">>): void {
    this.#become({ ...this.view, ...how }, "push");
  }

  travel(at: string | null): void {
    this.#become({ ...this.view, at }, "push");
  }

  toggle(layer: Layer): void {
    const { hidden } = this.view;
    const next = hidden.includes(layer)
      ? hidden.filter((one) => one !== layer)
      : [...hidden, layer];
    this.#become({ ...this.view, hidden: next }, "replace");
  }

  moved(camera: Camera): void {
    this.#become({ ...this.view, camera }, "replace");
  }

  #become(view: View, how: "push" | "replace"): void {
    this.view = view;
    const address = format(view);
    if (how === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}

export const room = new Room();
