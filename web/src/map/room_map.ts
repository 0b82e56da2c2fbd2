/**
 * The map itself: the only object that holds a MapLibre map.
 *
 * It takes scenes and cameras and gives back what the reader did. It keeps no
 * state of the room: that is `state/`.
 */
import {
  type GeoJSONFeature,
  type GeoJSONSource,
  Map as LibreMap,
  type MapMouseEvent,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
// A plain build would look for the worker beside the page and never draw: it is named by URL.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { pass } from "../api/pass.svelte";
import type { Camera, Place } from "../state/address";
import { aim } from "./aim";
import { carried, PEN } from "./carry";
import { apart, discBounds } from "./disc";
import { Handle, type HandleAt } from "./handle";
import { TYPE } from "./palette";
import { FILL, type Ground, type Laid } from "./redraw";
import { type Scene, styleFor } from "./style";
import { FINENESS, pictureOf } from "./symbols";

setWorkerUrl(workerUrl);

export type Bounds = readonly [number, number, number, number];

/** Pixels at the sides of the map that controls and sheets take. */
export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** The middle of the map is asked about by a key, any other place by a pointer. */
export type By = "pointer" | "key";

export interface Reader {
  /** A place was pointed at, with the area of the filled level that is drawn there. */
  asked(lon: number, lat: number, drawn: number | null, by: By): void;
  hovered(area: number | null, at: Place | null): void;
  /** A mark on the map was pointed at: a station, a blind spot, a proposal. */
  picked(mark: Mark): void;
  moved(camera: Camera): void;
  /** On the way, as often as the map is drawn. */
  moving?(camera: Camera): void;
  /** Drawn and at rest, or at work. */
  settled(idle: boolean): void;
  /** Something of the map did not come; `status` is the server's, or null without an answer. */
  failed(status: number | null): void;
}

export interface Mark {
  is: "station" | "spot" | "proposal" | "issue" | "comment";
  /** The station's id, the blind spot's number, the proposal's rank, a place in a list. */
  which: number;
}

/** What can be picked, what it is known by, and how far beside it a finger may point. */
const PICKED = {
  stations: { is: "station", by: "id" },
  spots: { is: "spot", by: "number" },
  proposals: { is: "proposal", by: "rank" },
  "redraw:issue-pin": { is: "issue", by: "index" },
  "redraw:comment-pin": { is: "comment", by: "index" },
} as const;
const BESIDE_PX = 6;

/**
 * Every style is held valid by tests; to check it again at every move of a hand that
 * drags a station takes longer than to draw it.
 */
const SWAP = { diff: true, validate: false, transformStyle: carried } as const;

/** An area narrower than this on the screen is too small to be spoken of. */
const SMALLEST_PX = 120;
/** The same for a disc of doubt, and how much ground around it belongs to the picture. */
const SMALLEST_DISC_PX = 40;
const AROUND = 3;
/** Closer than this an area would be alone on the screen, without its neighbours. */
const CLOSEST_ZOOM = 16.6;
/** What leans into a margin by less than this counts as in sight. */
const EASE_PX = 24;

const still = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

export class RoomMap {
  readonly #map: LibreMap;
  readonly #reader: Reader;
  #scene: Scene;
  #drawn: string;
  /** The first style must have arrived before a next one can be compared with it. */
  #ready = false;
  #hovered: { level: string; id: number } | null = null;
  #handle: Handle | null = null;
  /** What is laid into the sources of a draft; they may come only with the next style. */
  #laid: Partial<Laid> = {};
  #wakes: (() => void)[] = [];
  /** Pictures are being taken: another scene waits until they are. */
  #posing = false;
  #wanted: Scene | null = null;

  constructor(
    container: HTMLElement,
    scene: Scene,
    start: Camera | { bounds: Bounds; margins: Margins },
    label: string,
    reader: Reader,
  ) {
    this.#scene = scene;
    this.#drawn = JSON.stringify(scene);
    this.#reader = reader;
    this.#map = new LibreMap({
      container,
      style: styleFor(scene),
      ...("bounds" in start
        ? {
            bounds: [...start.bounds] as [number, number, number, number],
            fitBoundsOptions: { padding: start.margins },
          }
        : { center: [start.lon, start.lat] as [number, number], zoom: start.zoom }),
      // Other hosts, those of a base map, must not see the token.
      transformRequest: (url) =>
        url.startsWith(`${location.origin}/`) ? { url, headers: pass.headers() } : undefined,
      attributionControl: false,
      localIdeographFontFamily: TYPE,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      minZoom: 3,
      maxZoom: 20,
      renderWorldCopies: false,
      fadeDuration: still() ? 0 : 150,
      locale: { "Map.Title": label },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new ScaleControl({ maxWidth: 96, unit: "metric" }), "bottom-left");
    this.#listen();
  }

  show(scene: Scene): void {
    if (this.#posing) this.#wanted = scene;
    else this.#put(scene);
  }

  #put(scene: Scene): void {
    const drawn = JSON.stringify(scene);
    if (drawn === this.#drawn) return;
    this.#scene = scene;
    this.#drawn = drawn;
    if (!this.#ready) return;
    const bare = !this.#map.getSource("redraw-areas");
    this.#map.setStyle(styleFor(scene), SWAP);
    if (scene.redraw && bare) this.#layAll();
  }

  /** Lays the ground of a draft; it stays until other ground is laid. */
  lay(name: Ground, data: GeoJSON.FeatureCollection): void {
    if (this.#laid[name] === data) return;
    this.#laid[name] = data;
    this.#map.getSource<GeoJSONSource>(name)?.setData(data);
  }

  #layAll(): void {
    for (const [name, data] of Object.entries(this.#laid)) {
      this.#map.getSource<GeoJSONSource>(name)?.setData(data);
    }
  }

  /** Lends the map to the pen, once it is there to be drawn on. */
  async lend<T>(borrow: (map: LibreMap) => T): Promise<T> {
    if (!this.#ready) await new Promise<void>((wake) => this.#wakes.push(wake));
    return borrow(this.#map);
  }

  /** What is in sight, [west, south, east, north]. */
  sight(): Bounds {
    const bounds = this.#map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  /** How many metres a pixel is wide in the middle of the map. */
  grain(): number {
    const { lng, lat } = this.#map.getCenter();
    const { x, y } = this.#map.project([lng, lat]);
    const beside = this.#map.unproject([x + 100, y]);
    return apart({ lon: lng, lat }, { lon: beside.lng, lat: beside.lat }) / 100;
  }

  /** The middle lines of streets drawn near a place. */
  streetsNear({ lon, lat }: Place, pixels: number): GeoJSON.Position[][] {
    if (!this.#map.getLayer("ground:streets")) return [];
    const { x, y } = this.#map.project([lon, lat]);
    const found = this.#map.queryRenderedFeatures(
      [
        [x - pixels, y - pixels],
        [x + pixels, y + pixels],
      ],
      { layers: ["ground:streets"] },
    );
    return found.flatMap(({ geometry }) =>
      geometry.type === "LineString"
        ? [geometry.coordinates]
        : geometry.type === "MultiLineString"
          ? geometry.coordinates
          : [],
    );
  }
  /** Lights one area of the filled level, as the row under the pointer asks. */
  hover(level: string | null, id: number | null): void {
    const next = level !== null && id !== null ? { level, id } : null;
    if (this.#hovered?.id === next?.id && this.#hovered?.level === next?.level) return;
    this.#light(this.#hovered, false);
    this.#hovered = next;
    this.#light(next, true);
  }

  /** A handle that the reader drags over the map, or none. */
  hold(at: HandleAt | null): void {
    if (at === null) {
      this.#handle?.remove();
      this.#handle = null;
      return;
    }
    this.#handle ??= new Handle(this.#map);
    this.#handle.place(at);
  }

  /** Gives the keyboard to the handle. */
  grip(): void {
    this.#handle?.focus();
  }

  remove(): void {
    this.#map.remove();
  }

  centre(): { lon: number; lat: number } {
    const { lng, lat } = this.#map.getCenter();
    return { lon: lng, lat };
  }

  zoom(): number {
    return this.#map.getZoom();
  }

  zoomBy(steps: number): void {
    this.#map.zoomTo(this.#map.getZoom() + steps, { duration: still() ? 0 : 150 });
  }

  fit(bounds: Bounds, margins: Margins): void {
    const [west, south, east, north] = bounds;
    this.#map.fitBounds([west, south, east, north], {
      padding: margins,
      maxZoom: CLOSEST_ZOOM,
      duration: still() ? 0 : 300,
    });
  }

  jump(camera: Camera): void {
    this.#map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom });
  }

  /**
   * Brings a place into sight, moving only when it is covered or off the screen;
   * `centred` puts it into the middle of what is to be seen in any case.
   */
  reveal(
    lon: number,
    lat: number,
    accuracy: number | null,
    margins: Margins,
    centred: boolean,
  ): void {
    const bounds = discBounds(lon, lat, accuracy ?? 0);
    const large = accuracy === null || this.#span(bounds) > SMALLEST_DISC_PX;
    const seen = large && this.#inSight(bounds, margins);
    if (seen && !centred) return;
    if (accuracy !== null && !seen) {
      this.fit(discBounds(lon, lat, accuracy * AROUND), margins);
      return;
    }
    this.#map.easeTo({
      center: [lon, lat],
      zoom: seen || accuracy !== null ? this.#map.getZoom() : Math.max(this.#map.getZoom(), 14),
      offset: [0, (margins.top - margins.bottom) / 2],
      duration: still() ? 0 : 300,
    });
  }

  /** Brings an area into sight, unless it is there already and large enough to be seen. */
  bring(bounds: Bounds, margins: Margins): void {
    if (this.#span(bounds) < SMALLEST_PX || !this.#inSight(bounds, margins))
      this.fit(bounds, margins);
  }

  /** Moves just far enough that an area is not cut off, without zooming unless it is too large. */
  keep(bounds: Bounds, margins: Margins): void {
    this.#map.resize();
    if (this.#inSight(bounds, margins)) return;
    const [west, south, east, north] = bounds;
    const fitted = this.#map.cameraForBounds([west, south, east, north], { padding: margins });
    if (!fitted) return;
    const zoom = Math.min(this.#map.getZoom(), fitted.zoom ?? CLOSEST_ZOOM);
    this.#map.fitBounds([west, south, east, north], {
      padding: margins,
      maxZoom: zoom,
      duration: still() ? 0 : 300,
    });
  }

  /** The longer side of a box in pixels. */
  #span([west, south, east, north]: Bounds): number {
    const low = this.#map.project([west, south]);
    const high = this.#map.project([east, north]);
    return Math.max(high.x - low.x, low.y - high.y);
  }

  #inSight([west, south, east, north]: Bounds, margins: Margins): boolean {
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const low = this.#map.project([west, south]);
    const high = this.#map.project([east, north]);
    const { top, right, bottom, left } = margins;
    return (
      low.x >= left / 2 &&
      high.x <= clientWidth - right / 2 &&
      high.y >= top - EASE_PX &&
      low.y <= clientHeight - bottom + EASE_PX
    );
  }

  /** Asks again for what did not come. */
  reload(): void {
    this.#map.setStyle(styleFor(this.#scene), { ...SWAP, diff: false });
  }

  focus(): void {
    const canvas = this.#map.getCanvas();
    canvas.focus();
    // Where a pointer left the keyboard here already, nothing says that it came.
    canvas.dataset.aimed = "";
  }

  /** The map as a picture for print: drawn anew, because WebGL forgets its last frame. */
  picture(): string {
    this.#map.redraw();
    return this.#map.getCanvas().toDataURL("image/png");
  }

  /** Scenes in light colours over one box, as pictures; then the map is what it was. */
  async portraits(scenes: readonly Scene[], box: Bounds | null): Promise<string[]> {
    if (this.#posing) return [];
    const camera = { zoom: this.#map.getZoom(), ...this.centre() };
    const before = this.#scene;
    this.#posing = true;
    const pictures: string[] = [];
    if (box) {
      const [west, south, east, north] = box;
      this.#map.fitBounds([west, south, east, north], { padding: 60, maxZoom: 17, duration: 0 });
    }
    this.#penSeen("none");
    for (const scene of scenes) {
      this.#put({ ...scene, theme: "light" });
      this.#map.triggerRepaint();
      await this.#map.once("idle");
      pictures.push(this.picture());
    }
    this.#posing = false;
    this.jump(camera);
    // What was asked for meanwhile is newer than what stood before.
    this.#put(this.#wanted ?? before);
    this.#wanted = null;
    this.#penSeen("visible");
    return pictures;
  }

  /** The pen's points and lines, which stay through every style. */
  #penSeen(visibility: "none" | "visible"): void {
    for (const { id } of this.#map.getStyle().layers) {
      if (PEN.test(id)) this.#map.setLayoutProperty(id, "visibility", visibility);
    }
  }

  /** The same in the light colours, whatever is drawn now; the screen gets its own back. */
  async pictureOnPaper(): Promise<string> {
    if (this.#scene.theme === "light") return this.picture();
    this.#map.setStyle(styleFor({ ...this.#scene, theme: "light" }), SWAP);
    await this.#map.once("idle");
    const picture = this.picture();
    this.#map.setStyle(styleFor(this.#scene), SWAP);
    return picture;
  }

  #listen(): void {
    const map = this.#map;
    map.setMissingStyleImageResolver((id) => {
      const picture = map.hasImage(id) ? null : pictureOf(id, this.#scene.reach.kinds);
      if (picture) map.addImage(id, picture, { pixelRatio: FINENESS });
    });
    const first = this.#drawn;
    map.once("style.load", () => {
      this.#ready = true;
      if (this.#drawn !== first) map.setStyle(styleFor(this.#scene), SWAP);
      this.#layAll();
      for (const wake of this.#wakes.splice(0)) wake();
    });
    map.on("click", (event) => this.#ask(event));
    map.on("contextmenu", (event) => this.#ask(event));
    map.on("mousemove", (event) => {
      // Over a draft the pen minds the cursor.
      if (!this.#scene.redraw) {
        map.getCanvas().style.cursor = this.#markAt(event.point) ? "pointer" : "";
      }
      const { lng: lon, lat } = event.lngLat;
      this.#reader.hovered(this.#drawnIn(event.point), { lon, lat });
    });
    map.on("mouseout", () => this.#reader.hovered(null, null));
    map.on("move", () => {
      const { lon, lat } = this.centre();
      this.#reader.moving?.({ zoom: map.getZoom(), lon, lat });
    });
    map.on("moveend", () => {
      const { lon, lat } = this.centre();
      this.#reader.moved({ zoom: map.getZoom(), lon, lat });
    });
    map.on("dataloading", () => this.#reader.settled(false));
    map.on("movestart", () => this.#reader.settled(false));
    map.on("idle", () => this.#reader.settled(true));
    map.on("error", ({ error }) => {
      const status = (error as { status?: unknown } | undefined)?.status;
      this.#reader.failed(typeof status === "number" && status > 0 ? status : null);
    });
    aim(map.getCanvas());
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const { lon, lat } = this.centre();
      const middle = map.project(map.getCenter());
      const mark = this.#markAt(middle);
      if (mark) this.#reader.picked(mark);
      else this.#reader.asked(lon, lat, this.#drawnIn(middle), "key");
    });
  }

  /** Whether the middle of the map is what the keyboard points at: the cross shows it. */
  get aimed(): boolean {
    return this.#map.getCanvas().dataset.aimed !== undefined;
  }

  #markAt({ x, y }: { x: number; y: number }): Mark | null {
    const layers = Object.keys(PICKED).filter((id) => this.#map.getLayer(id));
    if (layers.length === 0) return null;
    const near: [[number, number], [number, number]] = [
      [x - BESIDE_PX, y - BESIDE_PX],
      [x + BESIDE_PX, y + BESIDE_PX],
    ];
    const [found] = this.#map.queryRenderedFeatures(near, { layers });
    if (!found) return null;
    const { is, by } = PICKED[found.layer.id as keyof typeof PICKED];
    const which = Number(found.properties[by] ?? found.id);
    return Number.isFinite(which) ? { is, which } : null;
  }

  #ask(event: MapMouseEvent): void {
    const mark = this.#markAt(event.point);
    if (mark) {
      this.#reader.picked(mark);
      return;
    }
    this.#reader.asked(event.lngLat.lng, event.lngLat.lat, this.#drawnIn(event.point), "pointer");
  }

  #drawnIn(point: { x: number; y: number }): number | null {
    const layer = this.#scene.redraw ? FILL : `fill:${this.#scene.level}`;
    if (!this.#map.getLayer(layer)) return null;
    const [found]: GeoJSONFeature[] = this.#map.queryRenderedFeatures([point.x, point.y], {
      layers: [layer],
    });
    return typeof found?.id === "number" ? found.id : null;
  }

  #light(area: { level: string; id: number } | null, hover: boolean): void {
    if (!area) return;
    const { id } = area;
    if (this.#map.getSource("redraw-areas")) {
      this.#map.setFeatureState({ source: "redraw-areas", id }, { hover });
    } else if (this.#map.getSource("areas")) {
      this.#map.setFeatureState({ source: "areas", sourceLayer: area.level, id }, { hover });
    }
  }
}
