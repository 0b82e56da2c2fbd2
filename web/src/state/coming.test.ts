import { afterEach, describe, expect, it, vi } from "vitest";
import type { AreaDetail } from "../api/client";
import * as client from "../api/client";
import * as drafts from "../api/drafts";
import { Problem } from "../api/problem";
import { changesOf, comingTo } from "./coming";

vi.mock("../api/client");
vi.mock("../api/drafts");

type Ring = [number, number][];
const SQUARE: Ring = [
  [102, 40],
  [102.01, 40],
  [102.01, 40.01],
  [102, 40.01],
  [102, 40],
];
const ref = (id: number, name: string) => ({ id, name, code: `c${id}`, level: "community" });
const area = (given: Partial<AreaDetail> = {}, ring: Ring = SQUARE) =>
  ({
    id: 7,
    level: "grid",
    name: "第七网格",
    code: "007",
    path: [ref(1, "示范街道"), ref(2, "文昌社区"), ref(7, "第七网格")],
    area_m2: 900_000,
    label_point: [102.005, 40.005],
    geometry: { type: "MultiPolygon", coordinates: [[ring]] },
    ...given,
  }) as AreaDetail;

describe("what becomes of an area", () => {
  it("is nothing where all is as it was, wherever the ring begins", () => {
    const turned: Ring = [...SQUARE.slice(2, -1), ...SQUARE.slice(0, 3)];
    expect(changesOf(area(), area({}, turned))).toEqual([]);
  });

  it("is nothing where a neighbour's split puts a point on the border", () => {
    const more: Ring = [...SQUARE.slice(0, 1), [102.005, 40.0000001], ...SQUARE.slice(1)];
    expect(changesOf(area(), area({}, more))).toEqual([]);
  });

  it("tells a border that moved, though no ground is gained", () => {
    const bent: Ring = [...SQUARE.slice(0, 1), [102.005, 40.0005], ...SQUARE.slice(1)];
    expect(changesOf(area(), area({ area_m2: 880_000 }, bent))).toEqual([
      { is: "ground", from: 900_000, to: 880_000 },
    ]);
    expect(changesOf(area({}, bent), area())).toHaveLength(1);
  });

  it("tells name, code and who stands above, and not that those above have another name", () => {
    const renamed = [ref(1, "新街道"), ref(2, "文昌社区"), ref(7, "河畔网格")];
    expect(changesOf(area(), area({ name: "河畔网格", code: "017", path: renamed }))).toEqual([
      { is: "name", to: "河畔网格" },
      { is: "code", to: "017" },
    ]);
    const elsewhere = [ref(1, "示范街道"), ref(3, ""), ref(7, "第七网格")];
    expect(changesOf(area(), area({ path: elsewhere }))).toEqual([
      { is: "above", to: ["示范街道", "c3"] },
    ]);
  });
});

describe("what is to come", () => {
  afterEach(() => vi.resetAllMocks());
  const { signal } = new AbortController();
  const plan = (draft: number) => ({
    draft,
    title: `方案 ${draft}`,
    effective_at: `2030-0${draft}-01T00:00:00Z`,
    ground: `plan-${draft}`,
  });

  it("is asked of every plan, each held against the one before", async () => {
    vi.mocked(drafts.plans).mockResolvedValue([plan(1), plan(2), plan(3)]);
    vi.mocked(client.area)
      .mockResolvedValueOnce(area({ name: "新名" }))
      .mockResolvedValueOnce(area({ name: "新名" }))
      .mockResolvedValueOnce(area({ name: "第七网格" }));
    const coming = await comingTo(area(), signal);
    expect(coming.map(({ draft, changes }) => [draft, changes])).toEqual([
      [1, [{ is: "name", to: "新名" }]],
      [3, [{ is: "name", to: "第七网格" }]],
    ]);
    expect(client.area).toHaveBeenNthCalledWith(2, 7, { at: "2030-02-01T00:00:00Z" }, signal);
  });

  it("asks no further where the area ends, and tells who has its ground", async () => {
    vi.mocked(drafts.plans).mockResolvedValue([plan(1), plan(2)]);
    vi.mocked(client.area).mockRejectedValue(
      new Problem({ kind: "refused", status: 404, code: "not_found", detail: null }),
    );
    const path = [ref(2, "文昌社区"), { ...ref(8, "第八网格"), level: "grid" }];
    vi.mocked(drafts.plansHere).mockResolvedValue({
      release: 1,
      now: [],
      next: [{ ...plan(1), path }],
    });
    expect(await comingTo(area(), signal)).toMatchObject([
      { draft: 1, changes: [{ is: "ends", to: "第八网格" }] },
    ]);
    expect(client.area).toHaveBeenCalledTimes(1);
  });

  it("is not guessed at where the server did not answer", async () => {
    vi.mocked(drafts.plans).mockResolvedValue([plan(1)]);
    vi.mocked(client.area).mockRejectedValue(new Problem({ kind: "unreachable" }));
    await expect(comingTo(area(), signal)).rejects.toThrow();
  });
});
