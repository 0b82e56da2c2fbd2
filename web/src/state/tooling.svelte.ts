/**
 * The tool in hand: what a press, a drag or a key means to it, and what it makes.
 *
 * The pen says what the hand did; the values of `redraw.ts` say what that means;
 * `drafting` asks the server. Nothing is made that the server did not take.
 */
import type { Act, AreaRef, Border, Position } from "../api/drafts";
import { bent, middle } from "../edit/lines";
import type { Drawing, Pen } from "../edit/pen";
import type { Place } from "./address";
import { aimed, borderNear } from "./aim";
import { drafting } from "./drafting.svelte";
import { drafts } from "./drafts.svelte";
import { areaAt, areaById, areasAlong, borderOf } from "./drawn";
import {
  begin,
  type Doing,
  type DraftSubject,
  drawn,
  NOTHING,
  type Pick,
  pressed,
  type Tool,
} from "./redraw";
import { room } from "./room.svelte";
import { town } from "./town.svelte";

class Tooling {
  doing = $state.raw<Doing>(NOTHING);
  /** A ring is drawn freely instead of corner by corner. */
  free = $state(false);
  snapping = $state(true);
  /** The point of a border that the arrow keys move. */
  corner = $state<number | null>(null);
  /** The border a press would take. */
  hint = $state.raw<Border | null>(null);
  /** Who holds the ground that was pressed for a new area: there is no blank. */
  taken = $state.raw<AreaRef | null>(null);
  /** A field of an area that an issue leads to: it takes the focus once it is there. */
  wanted = $state.raw<{ area: number; field: string } | null>(null);
  pen: Pen | null = null;
  #subject: DraftSubject | null = null;
  /** Whether the draft could be drawn on when the tool was taken. */
  #live = false;
  /** Raised by whatever is taken in hand; what goes on in hand raises nothing. */
  #turn = 0;

  readonly subject: DraftSubject | null = $derived(
    room.view.subject.kind === "draft" ? room.view.subject : null,
  );
  readonly tool: Tool = $derived(this.subject?.tool ?? "select");
  readonly pick: Pick | null = $derived(this.subject?.pick ?? null);
  /** The picked area as the draft has it. */
  readonly area: AreaRef | null = $derived.by(() => {
    const { pick } = this;
    if (pick?.is !== "area") return null;
    return areaById(drafting.shown, pick.id)?.properties ?? null;
  });

  /** Makes what is under way what the address says. */
  follow(subject: DraftSubject | null): void {
    const before = this.#subject;
    const woke = drafts.editable !== this.#live;
    this.#subject = subject;
    this.#live = drafts.editable;
    if (!subject) {
      this.become(NOTHING);
      return;
    }
    const turned =
      woke ||
      before?.id !== subject.id ||
      before.tool !== subject.tool ||
      !alike(before.pick, subject.pick);
    if (!turned || this.#holds(subject)) return;
    this.corner = null;
    drafting.attempt(null);
    this.become(drafts.editable ? begin(subject.tool, subject.pick) : NOTHING);
    this.hold();
  }

  /** Whether what is picked is in hand already: only the place it is known by has moved. */
  #holds({ tool, pick }: DraftSubject): boolean {
    const { doing } = this;
    if (doing.is !== "bending" || tool !== "reshape" || pick?.is !== "border") return false;
    return borderOf(drafting.drawn, pick) === doing.border;
  }

  /** Takes the picked border in hand, as it now runs. */
  hold(): void {
    const { pick, tool, doing } = this;
    if (tool !== "reshape" || pick?.is !== "border" || !drafts.editable) return;
    if (doing.is !== "nothing" && doing.is !== "bending") return;
    const border = borderOf(drafting.drawn, pick);
    if (!border || (doing.is === "bending" && doing.border === border)) return;
    // It came anew and runs as it did: what the hand made of it stays in hand.
    if (doing.is === "bending" && this.unfinished && !bent(lineOf(doing.border), lineOf(border))) {
      this.doing = { ...doing, border };
      return;
    }
    const line = border.geometry.coordinates as Position[];
    if (this.corner !== null && this.corner >= line.length) this.corner = null;
    this.become({ is: "bending", border, line });
  }

  turn(tool: Tool): void {
    const takes = !["reshape", "merge", "measure"].includes(tool);
    const keeps = this.pick?.is === "area" && takes;
    room.turn({ tool, pick: keeps ? this.pick : null }, "replace");
    if (tool === this.#subject?.tool) this.again();
  }

  take(pick: Pick | null, tool: Tool = this.tool): void {
    room.turn({ pick, tool }, "replace");
  }

  takeBorder(border: Border): void {
    const [lon, lat] = middle(border.geometry.coordinates as Position[]);
    const { left, right } = border.properties;
    this.take(
      { is: "border", left: left?.id ?? null, right: right?.id ?? null, at: { lon, lat } },
      "reshape",
    );
  }

  /** A press on the map, with the area of the filled level that is drawn there. */
  pressed(at: Place, drawnArea: number | null): void {
    const { doing, tool, pick } = this;
    if (doing.is === "drawing" && this.pen) return;
    // The press that ended a ring comes here too, when what it means stands already.
    if (doing.is === "proposing" && ("ring" in doing.act || "line" in doing.act)) return;
    if (tool === "reshape") {
      const border = borderNear(at);
      if (border) this.takeBorder(border);
      else if (doing.is !== "bending") this.take(null);
      return;
    }
    const held = drawnArea === null ? null : areaById(drafting.shown, drawnArea);
    const found = held ?? areaAt(drafting.shown, town.level, [at.lon, at.lat]);
    const means = pressed(tool, pick, found?.properties ?? null, at);
    this.taken = tool === "new" && found ? found.properties : null;
    if (!means) return;
    if ("propose" in means) this.propose(means.propose);
    else this.take(means.pick);
  }

  /** An area was named instead of pressed: to a tool that takes areas it means the same. */
  named(area: AreaRef): void {
    const means = this.tool === "merge" ? pressed("merge", this.pick, area, NOWHERE) : null;
    if (means && "propose" in means) this.propose(means.propose);
    else this.take({ is: "area", id: area.id });
  }

  /** The area is picked, at its own level, and what is to be said of it asked for. */
  describe(area: AreaRef, field: string): void {
    if (area.level !== town.level) room.fill(area.level);
    this.take({ is: "area", id: area.id }, "select");
    this.again();
    this.wanted = { area: area.id, field };
  }

  /** Proposes to end the picked area; says whether there is one that may be ended. */
  end(): boolean {
    const { area } = this;
    if (!area || !drafts.editable || this.unfinished) return false;
    this.propose({ act: "delete", area: area.id, to: null });
    return true;
  }

  /** What a press here would take is lit. */
  hovered(at: Place | null): void {
    const idle = this.tool === "reshape" && at !== null && this.doing.is === "nothing";
    const next = idle ? borderNear(at) : null;
    if (next !== this.hint) this.hint = next;
  }

  propose(act: Act): void {
    this.become({ is: "proposing", act });
    drafting.attempt(act);
  }

  /** The proposal is refined: another side, another taker; a name changes nothing on the map. */
  refine(act: Act): void {
    this.doing = { is: "proposing", act };
    drafting.attempt(act);
  }

  async confirm(): Promise<void> {
    const { doing } = this;
    // It would be refused once more, and a key that comes too soon must not lose what is drawn.
    if (drafting.refusal) return;
    if (doing.is === "bending") return this.bent(doing.line);
    if (doing.is !== "proposing") return;
    const turn = this.#turn;
    const outcome = await drafting.make(doing.act);
    // Something else may be in hand by now, which this answer does not concern.
    if (!outcome || turn !== this.#turn) return;
    const [made] = outcome.created;
    const kept = "into" in doing.act ? doing.act.into : null;
    const next: Pick | null = made
      ? { is: "area", id: made.id }
      : kept !== null
        ? { is: "area", id: kept }
        : this.pick;
    this.doing = NOTHING;
    this.take(next, "select");
  }

  /** Whether something is begun that is neither made nor given up. */
  get unfinished(): boolean {
    const { doing } = this;
    if (doing.is === "bending") return bent(lineOf(doing.border), doing.line) !== null;
    if (doing.is === "drawing") return doing.points.length > 0 || (this.pen?.busy ?? false);
    return doing.is !== "nothing";
  }

  /** Back by one: the proposal, the line, the pick, the tool. */
  back(): boolean {
    const { tool, pick } = this;
    if (this.unfinished) this.again();
    else if (pick) this.take(null);
    else if (tool !== "select") this.turn("select");
    else return false;
    return true;
  }

  /** The same tool from the start; what is picked stays, but for the first of a pair. */
  again(): void {
    drafting.attempt(null);
    this.corner = null;
    if (this.tool === "merge") room.turn({ pick: null }, "replace");
    this.become(begin(this.tool, this.pick));
    this.hold();
  }

  ring(): void {
    this.become({ is: "drawing", what: "ring", points: [] });
  }

  drawFreely(free: boolean): void {
    this.free = free;
    this.become(this.doing);
  }

  // What the pen says.

  bending(line: Position[]): void {
    const { doing } = this;
    if (doing.is !== "bending") return;
    this.doing = { ...doing, line };
    drafting.attempt(this.bend(doing.border, line));
  }

  async bent(line: Position[]): Promise<void> {
    const { doing, pick } = this;
    if (doing.is !== "bending") return;
    this.doing = { ...doing, line };
    const act = this.bend(doing.border, line);
    if (!act) return;
    const outcome = await drafting.make(act);
    // Another border, or something else, may be in hand by now.
    if (this.doing.is !== "bending" || !alike(this.pick, pick)) return;
    if (!outcome) {
      this.pen?.blame(drafting.refusal !== null || drafting.fault !== null);
      return;
    }
    if (pick?.is !== "border") return;
    // The border is known by a place on it, which has moved with it.
    const [lon, lat] = middle(line);
    this.become(NOTHING, true);
    this.take({ ...pick, at: { lon, lat } });
    this.hold();
  }

  drawing(points: Position[]): void {
    if (this.doing.is === "drawing") this.doing = { ...this.doing, points };
  }

  drawn(line: Position[]): void {
    if (this.tool === "measure") {
      this.become({ is: "measured", line });
      return;
    }
    const along = areasAlong(drafting.drawn, town.level, line);
    const act = drawn(this.tool, this.pick, line, along);
    if (act) this.propose(act);
    else this.again();
  }

  /** Where a drawn point belongs, if points are to be drawn in. */
  snap = (at: Position, metres: number): Position | null =>
    this.snapping ? aimed(at, metres, this.doing.is === "bending") : null;

  /** What it means that a border runs so; null where it runs as it did. */
  bend(border: Border, line: Position[]): Act | null {
    const change = bent(lineOf(border), line);
    if (!change) return null;
    if ("corner" in change) return { act: "move_corner", ...change.corner };
    const { left, right } = border.properties;
    return { act: "reshape", areas: [left?.id ?? null, right?.id ?? null], line: change.line };
  }

  /** Turns to something else to do; the pen follows, unless it is where it should be. */
  become(doing: Doing, keepPen = false): void {
    if (doing !== this.doing) this.#turn += 1;
    this.doing = doing;
    this.hint = null;
    this.taken = null;
    const { pen } = this;
    if (!pen || keepPen) return;
    pen.blame(false);
    if (doing.is === "bending") pen.bend(doing.line);
    else if (doing.is === "drawing") {
      const what: Drawing = doing.what === "stroke" ? "stroke" : this.free ? "lasso" : "ring";
      pen.rest();
      pen.draw(what);
    } else pen.rest();
  }

  /** The pen has come: it takes up what is under way. */
  equip(pen: Pen | null): void {
    this.pen = pen;
    this.become(this.doing);
  }
}

/** A name has no place on the map. */
const NOWHERE: Place = { lon: 0, lat: 0 };

/** A pick is a value: the address brings it anew with every turn. */
const alike = (a: Pick | null, b: Pick | null) => JSON.stringify(a) === JSON.stringify(b);

const lineOf = (border: Border) => border.geometry.coordinates as Position[];

export const tooling = new Tooling();
