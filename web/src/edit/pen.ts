/**
 * The pen over the map: a border's points as handles, a stroke, a ring, a lasso.
 *
 * The only code that knows the drawing library. It says what the hand did and
 * draws what it is told; what that means is the tools' business.
 */
import {
  type GeoJSONStoreFeatures,
  TerraDraw,
  TerraDrawFreehandMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  TerraDrawRenderMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Position } from "../api/drafts";
import { same } from "./lines";
import { drawnStyles, type Ink, selectStyles } from "./look";

/** What the hand did. */
export interface Hand {
  /** A border's points are on the way. */
  bending(line: Position[]): void;
  /** Let go, put in or taken out. */
  bent(line: Position[]): void;
  /** A stroke or ring grows. */
  drawing(line: Position[]): void;
  drawn(line: Position[]): void;
}

/** Where a drawn point belongs, if something is near: within that many metres. */
export type Snap = (at: Position, metres: number) => Position | null;

export type Drawing = "stroke" | "ring" | "lasso";

/** The names the style carries over when the map takes another scene. */
export const PREFIX = "pen";
const BORDER = "border";
const SNAP_PX = 10;
/**
 * A press this near to the last point, or to the first of a ring, ends what is drawn: a street
 * is followed by points that lie closer than the library's own 40. More than a point is drawn
 * in by, or a second press on the same spot would miss the point that the first one made.
 */
const END_PX = { fine: 12, coarse: 20 } as const;
/** The lattice holds seven decimals. */
const DECIMALS = 7;

export class Pen {
  readonly #draw: TerraDraw;
  readonly #hand: Hand;
  #border: string | number | null = null;
  #faulty = false;
  #told: Position[] = [];

  constructor(map: unknown, hand: Hand, snap: Snap, ink: () => Ink) {
    this.#hand = hand;
    const look = () => ({ ...ink(), faulty: this.#faulty });
    const snapping = {
      toCustom: (
        event: { lng: number; lat: number; containerX: number; containerY: number },
        { unproject }: { unproject: (x: number, y: number) => { lng: number; lat: number } },
      ) => {
        const beside = unproject(event.containerX + SNAP_PX, event.containerY);
        const narrow = Math.cos((event.lat * Math.PI) / 180);
        const metres = Math.abs(beside.lng - event.lng) * 111_319.5 * narrow;
        return snap([event.lng, event.lat], metres) ?? undefined;
      },
    };
    const select = new TerraDrawSelectMode({
      allowManualDeselection: false,
      allowManualSelection: false,
      keyEvents: null,
      flags: {
        [BORDER]: {
          feature: {
            draggable: false,
            coordinates: {
              draggable: true,
              midpoints: { draggable: true },
              deletable: true,
              snappable: snapping,
            },
          },
        },
      },
      styles: selectStyles(look),
    });
    const keys = { cancel: null, finish: "Enter" };
    const pointerDistance = END_PX[matchMedia("(pointer: coarse)").matches ? "coarse" : "fine"];
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: PREFIX, coordinatePrecision: 9 }),
      modes: [
        select,
        new TerraDrawLineStringMode({ modeName: BORDER }),
        new TerraDrawLineStringMode({
          modeName: "stroke",
          pointerDistance,
          snapping,
          keyEvents: keys,
          styles: drawnStyles(look),
        }),
        new TerraDrawPolygonMode({
          modeName: "ring",
          pointerDistance,
          snapping,
          keyEvents: keys,
          styles: drawnStyles(look),
        }),
        new TerraDrawFreehandMode({
          modeName: "lasso",
          drawInteraction: "click-move-or-drag",
          autoClose: true,
          keyEvents: keys,
          styles: drawnStyles(look),
        }),
        new TerraDrawRenderMode({ modeName: "rest", styles: {} }),
      ],
    });
    this.#draw.start();
    this.#draw.setMode("rest");
    this.#draw.on("change", (ids, type) => this.#changed(ids, type));
    this.#draw.on("finish", (id, { action }) => this.#finished(id, action));
  }

  /** A border's points become handles; one that is held already only gets its new course. */
  bend(line: readonly Position[]): void {
    const coordinates = line.map(rounded);
    this.#told = coordinates;
    if (this.#border !== null && this.#draw.hasFeature(this.#border)) {
      if (this.#matches(coordinates)) return;
      // Letting go speaks of the old line once more, which nobody must take for a move.
      const old = this.#border;
      this.#border = null;
      this.#draw.removeFeatures([old]);
    } else this.rest();
    const [added] = this.#draw.addFeatures([
      {
        type: "Feature",
        properties: { mode: BORDER },
        geometry: { type: "LineString", coordinates },
      },
    ]);
    this.#border = added?.id ?? null;
    if (this.#border !== null) this.#draw.selectFeature(this.#border);
  }

  draw(what: Drawing): void {
    if (this.#draw.getMode() === what) return;
    this.rest();
    this.#draw.setMode(what);
  }

  /** What was drawn so far is wiped out, and the same is begun anew. */
  again(): void {
    const mode = this.#draw.getMode();
    this.rest();
    if (mode === "stroke" || mode === "ring" || mode === "lasso") this.#draw.setMode(mode);
  }

  /** Whether a line is half drawn, which Escape would wipe out. */
  get busy(): boolean {
    return this.#draw.getModeState() === "drawing";
  }

  rest(): void {
    if (this.#draw.getMode() !== "rest") this.#draw.setMode("rest");
    this.#draw.clear();
    this.#border = null;
    this.#faulty = false;
  }

  /** Drawn in red: the server would not have it. */
  blame(faulty: boolean): void {
    if (this.#faulty === faulty) return;
    this.#faulty = faulty;
    this.restyle();
  }

  /** Other colours: another theme, or a fault. */
  restyle(): void {
    this.#draw.updateModeOptions<typeof TerraDrawSelectMode>("select", {});
  }

  remove(): void {
    this.#draw.stop();
  }

  #changed(ids: readonly (string | number)[], type: string): void {
    if (type === "styling" || type === "delete") return;
    if (this.#border !== null) {
      if (!ids.includes(this.#border)) return;
      const line = this.#lineOf(this.#border);
      if (line && !equal(line, this.#told)) this.#hand.bending(line);
      return;
    }
    const mode = this.#draw.getMode();
    const id = ids.find((one) => this.#draw.getSnapshotFeature(one)?.properties.mode === mode);
    const line = id === undefined ? null : this.#lineOf(id);
    // The last point of a stroke under way follows the pointer: it is not set yet.
    if (line) this.#hand.drawing(mode === "stroke" ? line.slice(0, -1) : line);
  }

  #finished(id: string | number, action: string): void {
    const line = this.#lineOf(id);
    if (!line) return;
    if (id === this.#border) {
      // A corner that is put in is no move yet: the hand goes on to drag it.
      if (action !== "insertMidpoint") this.#hand.bent(line);
      return;
    }
    if (action !== "draw") return;
    // The library is still inside its own event: it is left before anything is wiped out.
    queueMicrotask(() => this.#hand.drawn(line));
  }

  #lineOf(id: string | number): Position[] | null {
    const feature = this.#draw.getSnapshotFeature(id);
    return feature ? lineIn(feature) : null;
  }

  #matches(line: readonly Position[]): boolean {
    const held = this.#border === null ? null : this.#lineOf(this.#border);
    return held !== null && equal(held, line);
  }
}

const equal = (a: readonly Position[], b: readonly Position[]) =>
  a.length === b.length && a.every((at, index) => same(at, b[index] as Position));

const rounded = ([lon, lat]: Position): Position => [
  Number(lon.toFixed(DECIMALS)),
  Number(lat.toFixed(DECIMALS)),
];

/** The points of a line, or of a ring without its repeated first. */
function lineIn({ geometry }: GeoJSONStoreFeatures): Position[] | null {
  if (geometry.type === "LineString") return (geometry.coordinates as Position[]).map(rounded);
  if (geometry.type !== "Polygon") return null;
  return ((geometry.coordinates[0] ?? []).slice(0, -1) as Position[]).map(rounded);
}
