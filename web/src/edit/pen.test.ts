import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Position } from "../api/drafts";
import { type Hand, Pen, type Snap } from "./pen";

/** A map that draws nothing, of a hundred thousand pixels to the degree, upright. */
const SCALE = 1e5;
const canvas = document.createElement("canvas");
const gesture = { isEnabled: () => true, enable() {}, disable() {} };
const map = {
  version: "5.0.0",
  getCanvas: () => canvas,
  getContainer: () => canvas,
  project: ({ lng, lat }: { lng: number; lat: number }) => ({ x: lng * SCALE, y: -lat * SCALE }),
  unproject: ({ x, y }: { x: number; y: number }) => ({ lng: x / SCALE, lat: -y / SCALE }),
  addSource() {},
  addLayer() {},
  removeSource() {},
  removeLayer() {},
  moveLayer() {},
  addImage() {},
  hasImage: () => true,
  getStyle: () => ({ layers: [] }),
  getLayer: () => undefined,
  getSource: () => ({ setData() {} }),
  dragPan: gesture,
  dragRotate: gesture,
  doubleClickZoom: gesture,
};

const hand = { bending: vi.fn(), bent: vi.fn(), drawing: vi.fn(), drawn: vi.fn() };
const free: Snap = () => null;

function press(x: number, y: number): void {
  for (const type of ["pointermove", "pointerdown", "pointerup"]) {
    const event = new PointerEvent(type, {
      clientX: x,
      clientY: y,
      isPrimary: true,
      bubbles: true,
    });
    canvas.dispatchEvent(event);
  }
}

async function drawnBy(
  what: "stroke" | "ring",
  points: [number, number][],
  snap = free,
): Promise<Position[] | null> {
  const pen = new Pen(map, hand as Hand, snap, () => ({
    accent: "#1f5fa8",
    paper: "#fbfaf7",
    fault: "#c2412d",
  }));
  pen.draw(what);
  for (const [x, y] of points) press(x, y);
  await Promise.resolve();
  pen.remove();
  return (hand.drawn.mock.calls[0]?.[0] as Position[] | undefined) ?? null;
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal("requestAnimationFrame", () => 0);
});

describe("a stroke", () => {
  const bow: [number, number][] = [
    [100, 100],
    [135, 100],
    [160, 120],
    [175, 145],
  ];

  it("goes on with points that lie close to each other", async () => {
    expect(await drawnBy("stroke", bow)).toBe(null);
    expect(hand.drawing.mock.lastCall?.[0].length).toBeGreaterThanOrEqual(bow.length);
  });

  it("ends with a second press on its last point", async () => {
    expect(await drawnBy("stroke", [...bow, [178, 148]])).toHaveLength(bow.length);
  });

  it("ends so where the points were drawn in to something near", async () => {
    const up: Snap = ([lon, lat]) => [lon, lat + 9.5 / SCALE];
    expect(await drawnBy("stroke", [...bow, [175, 145]], up)).toHaveLength(bow.length);
  });
});

describe("a ring", () => {
  const ring: [number, number][] = [
    [100, 100],
    [200, 100],
    [200, 200],
    [180, 226],
  ];

  it("goes on with points that lie close to each other", async () => {
    expect(await drawnBy("ring", ring)).toBe(null);
  });

  it("is closed by a press on its first point", async () => {
    expect(await drawnBy("ring", [...ring, [103, 104]])).toHaveLength(ring.length);
  });

  it("is closed by a second press on its last point", async () => {
    expect(await drawnBy("ring", [...ring, [180, 226]])).toHaveLength(ring.length);
  });
});
