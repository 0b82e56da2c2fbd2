/**
 * The one door to the server.
 *
 * Every path, parameter and answer is typed from `openapi.json`, so a change of
 * the server that this page does not know fails to compile.
 */
import createClient from "openapi-fetch";
import { pass } from "./pass.svelte";
import { asProblem, Problem } from "./problem";
import type { paths } from "./schema";

export const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "" });
client.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(pass.headers())) request.headers.set(name, value);
    return request;
  },
});

type Json<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Config = Json<"/api/v1/config">;
export type Level = Config["levels"][number];
export type Release = Json<"/api/v1/releases">["releases"][number];
export type Answer = Json<"/api/v1/locate">;
export type DivisionAnswer = Answer["divisions"][number];
export type PathStep = DivisionAnswer["path"][number];
export type Candidate = DivisionAnswer["candidates"][number];
export type AreaPage = Json<"/api/v1/areas">;
export type AreaSummary = AreaPage["items"][number];
export type AreaDetail = Json<"/api/v1/areas/{id}">;
export type Lineage = Json<"/api/v1/lineage">;
export type Found = Json<"/api/v1/search">["items"][number];
type FoundStation = Json<"/api/v1/search">["stations"][number];
/** Whatever a text may mean: an area or a station. */
export type Hit = ({ what: "area" } & Found) | ({ what: "station" } & FoundStation);

/** All that was found, areas before stations. */
export const hits = ({ items, stations }: Json<"/api/v1/search">): Hit[] => [
  ...items.map((area) => ({ what: "area" as const, ...area })),
  ...stations.map((station) => ({ what: "station" as const, ...station })),
];
export type TileJson = Json<"/tiles/areas.json">;

/** How long an answer may take before the page says that it did not come. */
const PATIENCE_MS = 15_000;

/** One question with its patience and its problem; `reach.ts` asks through it too. */
export async function settled<T>(
  ask: (signal: AbortSignal) => Promise<{ data?: T; error?: unknown; response: Response }>,
  signal?: AbortSignal,
): Promise<T> {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  let answer: Awaited<ReturnType<typeof ask>>;
  try {
    answer = await ask(either);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem({ kind: "unreachable" }, { cause });
  }
  if (answer.response.status === 401 && !answer.response.url.endsWith("/api/v1/session")) {
    pass.refuse();
  }
  if (answer.data === undefined) throw asProblem(answer.response.status, answer.error);
  return answer.data;
}

export const config = () => settled((signal) => client.GET("/api/v1/config", { signal }));

export const releases = () => settled((signal) => client.GET("/api/v1/releases", { signal }));

export const tileJson = () => settled((signal) => client.GET("/tiles/areas.json", { signal }));

/** Whose place is this? `at` is an instant; without it the release in force answers. */
export const locate = (
  query: { lon: number; lat: number; accuracy?: number; at?: string },
  signal?: AbortSignal,
) =>
  settled((either) => client.GET("/api/v1/locate", { params: { query }, signal: either }), signal);

export const areas = (
  query: { level?: string; parent?: number; cursor?: string; limit?: number; at?: string },
  signal?: AbortSignal,
) =>
  settled((either) => client.GET("/api/v1/areas", { params: { query }, signal: either }), signal);

export const area = (id: number, query: { at?: string } = {}, signal?: AbortSignal) =>
  settled(
    (either) =>
      client.GET("/api/v1/areas/{id}", { params: { path: { id }, query }, signal: either }),
    signal,
  );

/** What an area came from, and what has its ground today. */
export const lineage = (query: { id: number } | { code: string }, signal?: AbortSignal) =>
  settled((either) => client.GET("/api/v1/lineage", { params: { query }, signal: either }), signal);

/** As many hits as a list below the field can hold. */
export const SEARCH_LIMIT = 8;

/** Areas and stations of an instant, or those in force. */
export const search = (q: string, at: string | null, signal?: AbortSignal) =>
  settled(
    (either) =>
      client.GET("/api/v1/search", {
        params: { query: { q, limit: SEARCH_LIMIT, ...(at === null ? {} : { at }) } },
        signal: either,
      }),
    signal,
  );
