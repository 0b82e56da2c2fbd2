/** A draft on the map, as a planner's hand meets it. */
import { type Page, request } from "@playwright/test";
import { expect, type Room } from "./room";

export type Position = [number, number];

interface Side {
  id: number;
  level: string;
  name: string;
}

export interface Border {
  properties: { left: Side | null; right: Side | null; level: string | null; length_m: number };
  geometry: { coordinates: Position[] };
}

export interface Shape {
  type: string;
  coordinates: Position[][] | Position[][][];
}

export interface Ground {
  properties: {
    id: number;
    name: string;
    code: string;
    level: string;
    parent: number | null;
    attributes: { households?: number };
  };
  geometry: Shape;
}

/** Lets the page in as a person of the demo town, without the form. */
export async function signedIn(
  page: Page,
  { url, password }: { url: string; password: string },
  login: "planner" | "approver",
): Promise<void> {
  // A page that is still there would go on asking, as nobody.
  await page.goto("about:blank");
  await page.context().clearCookies();
  const answer = await page.request.post(`${url}/api/v1/session`, { data: { login, password } });
  expect(answer.status()).toBe(200);
  await page.addInitScript(() => {
    if (location.protocol === "http:") localStorage.setItem("signed-in", "1");
  });
}

/** What the server says of a draft, to a planner. */
export async function told<T>(home: string, token: string, path: string): Promise<T> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${home}/api/v1/${path}`, { headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

interface Town {
  url: string;
  token: string;
}

/** Writes to the server as a planner would. */
async function asked<T>(
  { url, token }: Town,
  path: string,
  body: unknown,
  revision?: number,
): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      ...(revision === undefined ? {} : { "If-Match": `"${revision}"` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Borders within a grid: each side keeps brothers enough. */
const borderWithin = async (town: Town, draft: number, nth: number): Promise<[Side, Side]> => {
  const { left, right } =
    (await bordersOf(town, draft))
      .filter(({ properties: { level, left, right } }) => level === "microgrid" && left && right)
      .at(nth)?.properties ?? {};
  if (!left || !right) throw new Error("no border within a grid");
  return [left, right];
};

interface Revised {
  id: number;
  revision: number;
}

/** A draft with a micro-grid merged into its neighbour and another one ended: something of everything. */
export async function someDraft(server: Town): Promise<number> {
  const named = { title: "网格优化", note: "户数不均" };
  const { id, revision } = await asked<Revised>(server, "drafts", named);
  const [area, into] = await borderWithin(server, id, 0);
  const [ended] = await borderWithin(server, id, -1);
  const edits = `drafts/${id}/edits`;
  const merge = { act: "merge", area: area.id, into: into.id };
  const made = await asked<{ draft: Revised }>(server, edits, merge, revision);
  const end = { act: "delete", area: ended.id, to: null };
  await asked(server, edits, end, made.draft.revision);
  return id;
}

/** A scheduled plan that gives a micro-grid another name and takes its neighbour into it. */
export interface Planned {
  draft: number;
  title: string;
  effective: string;
  area: Side;
  name: string;
  ended: Side;
  /** A place on the ground that changes hands. */
  at: Position;
}

/** A draft of this name with these edits, and its revision after them. */
export async function edited(
  server: Town,
  title: string,
  acts: (draft: number) => Promise<object[]>,
): Promise<Revised> {
  let now = await asked<Revised>(server, "drafts", { title });
  for (const act of await acts(now.id)) {
    const made = await asked<{ draft: Revised }>(server, `drafts/${now.id}/edits`, act, now.revision);
    now = made.draft;
  }
  return now;
}

/** A draft is handed in, and somebody else takes it on from there, step by step. */
async function takenOn(
  server: Town & { password: string },
  { id, revision }: Revised,
  steps: readonly string[],
): Promise<void> {
  await asked(server, `drafts/${id}/check`, {}, revision);
  const approver = await request.newContext({ baseURL: server.url });
  await approver.post("/api/v1/session", {
    data: { login: "approver", password: server.password },
  });
  for (const step of steps) {
    const { draft } = await told<{ draft: Revised }>(server.url, server.token, `drafts/${id}`);
    const answer = await approver.post(`/api/v1/drafts/${id}/${step}`, {
      data: {},
      headers: { "If-Match": `"${draft.revision}"` },
    });
    expect(answer.ok(), `${step}: ${await answer.text()}`).toBe(true);
  }
  await approver.dispose();
}

/** Somebody else puts a draft in force, from check to publication, while a page is open. */
export const publishedByOthers = (server: Town & { password: string }, draft: Revised) =>
  takenOn(server, draft, ["approve", "publish"]);

/** A draft of this name in which a grid is split from north to south: the new one has nobody yet. */
export async function splitDraft(server: Town, title: string): Promise<{ id: number; grid: Side }> {
  const { id, revision } = await asked<Revised>(server, "drafts", { title });
  const grid = (await groundOf(server, id)).find(
    ({ properties: { attributes } }) => (attributes.households ?? 0) > 440,
  );
  if (!grid) throw new Error("no grid to split");
  const { centre, north, south } = spread(grid);
  const out = (north - south) * 0.1;
  const line = [
    [centre[0], north + out],
    [centre[0], south - out],
  ];
  const split = { act: "split", area: grid.properties.id, line, new: { name: "新设网格" } };
  await asked(server, `drafts/${id}/edits`, split, revision);
  return { id, grid: grid.properties };
}

/** Draws such a plan, has it approved by somebody else, and puts it on the calendar. */
export async function scheduledPlan(
  server: Town & { password: string },
  title: string,
  nth: number,
): Promise<Planned> {
  let planned: Omit<Planned, "draft" | "title" | "effective"> | undefined;
  const draft = await edited(server, title, async (id) => {
    const [ended, area] = await borderWithin(server, id, nth);
    const ground = (await groundOf(server, id, "microgrid")).find(
      ({ properties }) => properties.id === ended.id,
    );
    if (!ground) throw new Error("the area has no ground");
    const name = `${area.name}（新）`;
    planned = { area, name, ended, at: inside(ground.geometry) };
    return [
      { act: "merge", area: ended.id, into: area.id },
      { act: "describe", area: area.id, name },
    ];
  });
  if (!planned) throw new Error("nothing was drawn");
  await takenOn(server, draft, ["approve"]);
  const effective = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const now = await told<{ draft: Revised }>(server.url, server.token, `drafts/${draft.id}`);
  await asked(server, `drafts/${draft.id}/schedule`, { effective }, now.draft.revision);
  return { draft: draft.id, title, effective, ...planned };
}

/** Takes a plan off the calendar and throws it away, so that other journeys do not meet it. */
export async function discarded(server: Town, draft: number): Promise<void> {
  const revision = async () =>
    (await told<{ draft: Revised }>(server.url, server.token, `drafts/${draft}`)).draft.revision;
  await asked(server, `drafts/${draft}/unschedule`, {}, await revision());
  await fetch(`${server.url}/api/v1/drafts/${draft}`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${server.token}`, "If-Match": `"${await revision()}"` },
  });
}

/** What a draft changes at a place: who answered there, and who will. */
export interface Moved {
  at: Position;
  from: string;
  to: string;
}

/** A draft in which a micro-grid goes into its neighbour, and what becomes of its ground. */
export async function mergedDraft(
  server: Town,
  title: string,
  nth: number,
): Promise<Moved> {
  const { id, revision } = await asked<Revised>(server, "drafts", { title });
  const [area, into] = await borderWithin(server, id, nth);
  const ground = (await groundOf(server, id, "microgrid")).find(
    ({ properties }) => properties.id === area.id,
  );
  if (!ground) throw new Error("the area has no ground");
  const merge = { act: "merge", area: area.id, into: into.id };
  await asked(server, `drafts/${id}/edits`, merge, revision);
  return { at: inside(ground.geometry), from: area.name, to: into.name };
}

/** The largest piece that a draft moves from one area to another. */
export async function movedBy(server: Town, draft: number): Promise<Moved> {
  interface Move {
    from: Side | null;
    to: Side | null;
    area_m2: number;
    shape: Shape;
  }
  const { moves } = await told<{ moves: Move[] }>(
    server.url,
    server.token,
    `drafts/${draft}/impact`,
  );
  const [move] = moves.sort((a, b) => b.area_m2 - a.area_m2);
  if (!move?.from || !move.to) throw new Error("nothing moves");
  return { at: inside(move.shape), from: move.from.name, to: move.to.name };
}

/** Opens a draft of this name and gives its number. */
export async function newDraft(page: Page, title: string): Promise<number> {
  await page.getByRole("button", { name: "新建方案" }).click();
  await page.getByLabel("方案名称").fill(title);
  await page.getByRole("button", { name: "新建并打开" }).click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  const [, id] = /draft=(\d+)/.exec(page.url()) ?? [];
  return Number(id);
}

/** Where a place is on the screen: the address says where the map stands. */
export async function pixel(page: Page, [lon, lat]: Position): Promise<{ x: number; y: number }> {
  const [, zoom, east, north] = /view=([\d.]+),([\d.-]+),([\d.-]+)/.exec(page.url()) ?? [];
  const box = await page.locator("#map canvas").first().boundingBox();
  if (!box || zoom === undefined) throw new Error("the map has no camera");
  const world = 512 * 2 ** Number(zoom);
  const down = (at: number) => {
    const sine = Math.sin((at * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  return {
    x: box.x + box.width / 2 + ((lon - Number(east)) / 360) * world,
    y: box.y + box.height / 2 + (down(lat) - down(Number(north))) * world,
  };
}

/** Looks at a place from close by, with a tool in hand. */
export const over = (room: Room, draft: number, tool: string, [lon, lat]: Position, more = "") =>
  room.open(
    `#/planner?draft=${draft}&tool=${tool}${more}&level=grid&view=17.00,${lon.toFixed(5)},${lat.toFixed(5)}`,
  );

export async function press(page: Page, at: Position): Promise<void> {
  const { x, y } = await pixel(page, at);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

/** From one place to another by some pixels, as a hand would: not in one leap. */
export async function drag(page: Page, from: Position, by: [number, number]): Promise<void> {
  const { x, y } = await pixel(page, from);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by[0], y + by[1], { steps: 8 });
  await page.mouse.up();
}

export const bordersOf = async ({ url, token }: { url: string; token: string }, draft: number) =>
  (await told<{ features: Border[] }>(url, token, `drafts/${draft}/borders`)).features;

export const groundOf = async (
  { url, token }: { url: string; token: string },
  draft: number,
  level = "grid",
) =>
  (await told<{ features: Ground[] }>(url, token, `drafts/${draft}/areas?level=${level}`)).features;

/** A border between two grids with room to be bent, and its middle point; `nth` gives another. */
export function bendable(borders: Border[], nth = 0): { border: Border; middle: Position } {
  const fit = borders
    .filter(({ properties: { left, right, level, length_m }, geometry: { coordinates } }) => {
      const inner = coordinates.length >= 5 && length_m > 70 && length_m < 200;
      return inner && level === "grid" && left !== null && right !== null;
    })
    .sort((a, b) => b.geometry.coordinates.length - a.geometry.coordinates.length);
  const border = fit[nth];
  const middle = border?.geometry.coordinates[Math.floor(border.geometry.coordinates.length / 2)];
  if (!border || !middle) throw new Error("no border to bend");
  return { border, middle };
}

const ringsOf = ({ type, coordinates }: Shape): Position[][] =>
  (type === "Polygon" ? coordinates : coordinates.flat()) as Position[][];

/** The middle of the box of an area, and how far it reaches. */
export function spread({ geometry }: Ground): { centre: Position; north: number; south: number } {
  const points = ringsOf(geometry).flat();
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return { centre: [(west + east) / 2, (south + north) / 2], north, south };
}

/** A place well within a shape: the middle of its widest stretch along some parallels. */
export function inside(shape: Shape): Position {
  const rings = ringsOf(shape);
  const lats = rings.flat().map(([, lat]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  let best: { width: number; at: Position } | null = null;
  for (let step = 1; step < 12; step += 1) {
    const lat = south + ((north - south) * step) / 12;
    const met = rings.flatMap((ring) => crossed(ring, lat)).sort((a, b) => a - b);
    for (let at = 0; at + 1 < met.length; at += 2) {
      const [west = 0, east = 0] = [met[at], met[at + 1]];
      if (!best || east - west > best.width) {
        best = { width: east - west, at: [(west + east) / 2, lat] };
      }
    }
  }
  if (!best) throw new Error("a shape without ground");
  return best.at;
}

/** Where a ring crosses a parallel. */
const crossed = (ring: Position[], lat: number): number[] =>
  ring.flatMap((to, at) => {
    const from = ring[at - 1];
    if (!from || from[1] > lat === to[1] > lat) return [];
    return [from[0] + ((lat - from[1]) / (to[1] - from[1])) * (to[0] - from[0])];
  });
