/** The map room as a reader meets it: what the journeys share. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type Locator, type Page } from "@playwright/test";

export { expect };

const server = () => process.env.JINGWEI_URL ?? "";
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

export interface Area {
  id: number;
  level: string;
  code: string;
  name: string;
  label_point: [number, number];
  bounds: [number, number, number, number];
  parent?: { id: number; name: string } | null;
}

interface Fault {
  id: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

export class Room {
  readonly page: Page;
  readonly errors: string[] = [];
  readonly strangers: string[] = [];
  /** Journeys that break the network on purpose expect the browser to say so. */
  tolerant = false;
  get narrow(): boolean {
    return (this.page.viewportSize()?.width ?? 0) <= 760;
  }

  /** Where the page is: the town of all journeys, unless one has a server of its own. */
  home = server();

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      const local = ["data:", "blob:", "about:"].includes(url.protocol);
      if (!local && url.origin !== new URL(this.home).origin) this.strangers.push(request.url());
    });
  }

  /** Opens an address of the room and waits for the map to come to rest. */
  async open(fragment = "", settle = true): Promise<void> {
    // From an empty page, so that two addresses that differ in the fragment load anew.
    await this.page.goto("about:blank");
    await this.page.goto(`${this.home}/${fragment}`);
    if (settle) await this.idle();
  }

  /**
   * Waits for the map to be drawn and at rest. What was asked of it just now it takes up
   * with its next frame: two frames later it is at work or done.
   */
  async idle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
    );
    await this.page.locator('[data-map="idle"]').waitFor({ timeout: 45_000 });
  }

  /** Does what moves the camera, and waits until it has come to rest elsewhere. */
  async moved(act: () => Promise<unknown>): Promise<void> {
    const stage = this.page.locator("[data-moves]");
    const before = Number(await stage.getAttribute("data-moves"));
    await act();
    await expect
      .poll(async () => Number(await stage.getAttribute("data-moves")), { intervals: [50] })
      .toBeGreaterThan(before);
    await this.idle();
  }

  /** The Level that is filled, among the switches that stand on the map. */
  level(): Locator {
    return this.page
      .getByRole("radiogroup", { name: /^(层级|Level)$/ })
      .getByRole("radio", { checked: true });
  }

  address(): string {
    return new URL(this.page.url()).hash;
  }

  /** Everything axe-core finds, serious or not: the room is to be without a fault. */
  async faults(): Promise<string[]> {
    // Colours on their way from one to another are neither, and have no contrast of their own.
    await this.page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((one) => one instanceof CSSTransition)
          .map(({ finished }) => finished),
      ).then(() => undefined),
    );
    await this.page.evaluate(axeSource);
    const found = await this.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Fault[] }> } };
      return (await axe.run()).violations;
    });
    return found.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    );
  }
}

/** Areas of a level, as the server lists them. */
export async function areasOf(level: string, limit = 200): Promise<Area[]> {
  const answer = await fetch(`${server()}/api/v1/areas?level=${level}&limit=${limit}`);
  return ((await answer.json()) as { items: Area[] }).items;
}

/** A grid well inside the town, and the place of its label. */
export async function someGrid(): Promise<Area> {
  const grids = await areasOf("grid");
  const grid = grids[Math.floor(grids.length / 2)];
  if (!grid) throw new Error("the town has no grids");
  return grid;
}

export interface Station {
  id: number;
  kind: string;
  name: string;
  lon: number;
  lat: number;
}

/** The kind with the fewest stations, or the most. */
export async function kindOf(which: "fewest" | "most", home = server()): Promise<string> {
  const answer = await fetch(`${home}/api/v1/reach`);
  const { kinds } = (await answer.json()) as { kinds: { key: string; stations: number }[] };
  const held = kinds.filter(({ stations }) => stations > 0);
  held.sort((a, b) => a.stations - b.stations);
  const found = which === "fewest" ? held[0] : held.at(-1);
  if (!found) throw new Error("the town has no stations");
  return found.key;
}

/** A station of the scarcest kind, which has room around it on the map. */
export async function someStation(home = server()): Promise<Station> {
  const kind = await kindOf("fewest", home);
  const answer = await fetch(`${home}/api/v1/stations?kind=${kind}&limit=1`);
  const { stations } = (await answer.json()) as { stations: Station[] };
  const [station] = stations;
  if (!station) throw new Error(`the town has no ${kind}`);
  return station;
}

/** A camera over a place. */
export const centreOf = ([lon, lat]: [number, number], zoom: number) =>
  `view=${zoom},${lon.toFixed(5)},${lat.toFixed(5)}`;

export const at = ([lon, lat]: [number, number]) => `point=${lon},${lat}`;

/** Every journey also holds: no page error, and no request to any other host. */
export const test = base.extend<{ room: Room }>({
  room: async ({ page }, use) => {
    const room = new Room(page);
    await use(room);
    expect(room.strangers, "requests to other hosts").toEqual([]);
    if (!room.tolerant) expect(room.errors, "errors on the page").toEqual([]);
  },
});
