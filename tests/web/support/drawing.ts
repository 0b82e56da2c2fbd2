/** A draft on the map, as a planner's hand meets it. */
import type { Page } from "@playwright/test";
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

export interface Ground {
  properties: {
    id: number;
    name: string;
    code: string;
    level: string;
    attributes: { households?: number };
  };
  geometry: { type: string; coordinates: Position[][] | Position[][][] };
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

/** A draft with a micro-grid merged into its neighbour and another one ended: something of everything. */
export async function someDraft(server: { url: string; token: string }): Promise<number> {
  const asked = async <T>(path: string, body: unknown, revision?: number): Promise<T> => {
    const answer = await fetch(`${server.url}/api/v1/${path}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${server.token}`,
        "Content-Type": "application/json",
        ...(revision === undefined ? {} : { "If-Match": `"${revision}"` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { id, revision } = await asked<{ id: number; revision: number }>("drafts", {
    title: "网格优化",
    note: "户数不均",
  });
  // Borders within a grid: each side keeps brothers enough.
  const within = (await bordersOf(server, id)).filter(
    ({ properties: { level, left, right } }) => level === "microgrid" && left && right,
  );
  const [first, last] = [within[0]?.properties, within.at(-1)?.properties];
  const merge = { act: "merge", area: first?.left?.id, into: first?.right?.id };
  const made = await asked<{ draft: { revision: number } }>(`drafts/${id}/edits`, merge, revision);
  const end = { act: "delete", area: last?.left?.id, to: null };
  await asked(`drafts/${id}/edits`, end, made.draft.revision);
  return id;
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
) => (await told<{ features: Ground[] }>(url, token, `drafts/${draft}/areas?level=${level}`)).features;

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

/** The middle of the box of an area, and how far it reaches. */
export function spread({ geometry }: Ground): { centre: Position; north: number; south: number } {
  const points = (geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2) as Position[]) ?? [];
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  return { centre: [(west + east) / 2, (south + north) / 2], north, south };
}
