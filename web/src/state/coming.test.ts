import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AreaDetail } from "../api/client";
import * as client from "../api/client";
import * as drafts from "../api/drafts";
import { Problem } from "../api/problem";
import { changesAt, changesOf, comingTo, instantsOf, titlesOf } from "./coming";

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
    division: "main",
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

describe("what the public knows of an area", () => {
  const known = (attributes: object) => area({ attributes } as Partial<AreaDetail>);

  it("is told for each thing that becomes otherwise, and not for figures", () => {
    const before = known({ public_phone: "0000-1", hours: "Mo-Fr", population: 888, note: "a" });
    const after = known({ public_phone: "0000-2", organisation: "党支部", population: 901 });
    expect(changesOf(before, after)).toEqual([
      { is: "attribute", key: "organisation", to: "党支部" },
      { is: "attribute", key: "public_phone", to: "0000-2" },
      { is: "attribute", key: "hours", to: null },
    ]);
  });

  it("is not otherwise for blanks around it, nor where it is no text", () => {
    const before = known({ leader_role: "张三", hours: ["Mo"] });
    expect(changesOf(before, known({ leader_role: " 张三 ", hours: ["Tu"] }))).toEqual([]);
    expect(changesOf(before, area())).toHaveLength(1);
  });
});

type Plan = drafts.PlanToCome;
const JANUARY = "2030-01-01T00:00:00Z";
const MARCH = "2030-03-01T00:00:00Z";
const plan = (draft: number, effective_at: string): Plan => ({
  draft,
  title: `方案 ${draft}`,
  effective_at,
  ground: `plan-${draft}`,
});

describe("instants", () => {
  const now = Date.parse("2029-12-31T00:00:00Z");

  it("hold all plans that take effect then, however that is written", () => {
    const plans = [plan(3, MARCH), plan(1, JANUARY), plan(2, "2030-01-01T08:00:00+08:00")];
    const drafted = instantsOf(plans, now).map((one) => one.plans.map(({ draft }) => draft));
    expect(drafted).toEqual([[1, 2], [3]]);
    expect(instantsOf(plans, now).map((one) => titlesOf(one, "、"))).toEqual([
      "方案 1、方案 2",
      "方案 3",
    ]);
  });

  it("that have come are not to come", () => {
    const plans = [plan(1, JANUARY), plan(3, MARCH)];
    expect(instantsOf(plans, Date.parse(JANUARY))).toMatchObject([{ effective_at: MARCH }]);
  });
});

describe("a place", () => {
  const path = (id: number) => [ref(1, "示范街道"), ref(id, `第 ${id} 网格`)];
  const here = (...next: [Plan, number][]) => ({
    release: 1,
    now: path(7),
    next: next.map(([plan, id]) => ({ ...plan, path: path(id) })),
  });

  it("is told once for each instant, as it is after all plans of it", () => {
    const told = changesAt(here([plan(1, JANUARY), 8], [plan(2, JANUARY), 9]), 0);
    expect(told).toMatchObject([{ effective_at: JANUARY, path: path(9) }]);
  });

  it("is told at which levels it turns, and from whom to whom", () => {
    const [street, old, next] = [ref(1, "示范街道"), ref(7, "第七网格"), ref(8, "第八网格")];
    const grid = (one: typeof old) => ({ ...one, level: "grid" });
    const from = (now: (typeof old)[]) =>
      changesAt(
        { release: 1, now, next: [{ ...plan(1, JANUARY), path: [street, grid(next)] }] },
        0,
      )[0]?.turns;
    expect(from([street, grid(old)])).toEqual([{ level: "grid", from: grid(old), to: grid(next) }]);
    expect(from([street])).toEqual([{ level: "grid", from: null, to: grid(next) }]);
  });

  it("is not told what one plan of an instant takes back from another", () => {
    const told = changesAt(
      here([plan(1, JANUARY), 8], [plan(2, JANUARY), 7], [plan(3, MARCH), 9]),
      0,
    );
    expect(told).toMatchObject([{ effective_at: MARCH, path: path(9) }]);
  });
});

describe("what is to come", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse("2029-01-01T00:00:00Z") });
  });
  afterEach(() => {
    vi.resetAllMocks();
    vi.useRealTimers();
  });
  const { signal } = new AbortController();
  const gone = new Problem({ kind: "refused", status: 404, code: "not_found", detail: null });
  const planned = (...plans: Plan[]) => vi.mocked(drafts.plans).mockResolvedValue(plans);
  /** Areas by id and instant; "now" is today. What is not named is not there. */
  const served = (areas: Record<string, Partial<AreaDetail>>) =>
    vi.mocked(client.area).mockImplementation(async (id, query) => {
      const found = areas[`${id} ${query?.at ?? "now"}`];
      if (!found) throw gone;
      return area({ id, ...found });
    });
  /** Who answers for the middle of the area that ended. */
  const held = (id: number | null, kind = "within") =>
    vi.mocked(client.locate).mockResolvedValue({
      divisions: [
        {
          division: "main",
          reason: { kind },
          path: [
            ref(2, "文昌社区"),
            ...(id === null ? [] : [{ ...ref(id, "第八网格"), level: "grid" }]),
          ],
        },
      ],
    } as unknown as Awaited<ReturnType<typeof client.locate>>);

  it("is asked of every instant, each held against the one before", async () => {
    planned(plan(1, JANUARY), plan(2, "2030-02-01T00:00:00Z"), plan(3, MARCH));
    served({
      [`7 ${JANUARY}`]: { name: "新名" },
      "7 2030-02-01T00:00:00Z": { name: "新名" },
      [`7 ${MARCH}`]: { name: "第七网格" },
    });
    const coming = await comingTo(area(), signal);
    expect(coming.map(({ effective_at, changes }) => [effective_at, changes])).toEqual([
      [JANUARY, [{ is: "name", to: "新名" }]],
      [MARCH, [{ is: "name", to: "第七网格" }]],
    ]);
  });

  it("is asked once for plans of one instant, and told of them together", async () => {
    planned(plan(1, JANUARY), plan(2, JANUARY));
    served({ [`7 ${JANUARY}`]: { name: "新名" } });
    const [only, ...others] = await comingTo(area(), signal);
    expect([only?.plans.map(({ draft }) => draft), others]).toEqual([[1, 2], []]);
    expect(client.area).toHaveBeenCalledTimes(1);
  });

  it("names the heir that takes all of the ground, and asks no further", async () => {
    planned(plan(1, JANUARY), plan(2, JANUARY), plan(3, MARCH));
    served({ "8 now": { area_m2: 500_000 }, [`8 ${JANUARY}`]: { area_m2: 1_400_000.4 } });
    held(8);
    expect(await comingTo(area(), signal)).toMatchObject([
      { effective_at: JANUARY, changes: [{ is: "ends", to: "第八网格" }] },
    ]);
    expect(client.locate).toHaveBeenCalledWith({ lon: 102.005, lat: 40.005, at: JANUARY }, signal);
    expect(client.area).toHaveBeenCalledTimes(3);
  });

  it("names a new area in the place of the old one", async () => {
    planned(plan(1, JANUARY));
    served({ [`8 ${JANUARY}`]: { area_m2: 900_000 } });
    held(8);
    expect((await comingTo(area(), signal))[0]?.changes).toEqual([{ is: "ends", to: "第八网格" }]);
  });

  it("names nobody where several share the ground", async () => {
    planned(plan(1, JANUARY));
    served({ "8 now": { area_m2: 500_000 }, [`8 ${JANUARY}`]: { area_m2: 1_000_000 } });
    held(8);
    expect((await comingTo(area(), signal))[0]?.changes).toEqual([{ is: "ends", to: null }]);
  });

  it.each([
    [null, "blank"],
    [8, "nearest"],
  ])("says so where nobody answers for the ground", async (id, kind) => {
    planned(plan(1, JANUARY));
    served({});
    held(id, kind);
    expect((await comingTo(area(), signal))[0]?.changes).toEqual([{ is: "ends_blank" }]);
  });

  it("compares an heir with the instant before, not with today", async () => {
    planned(plan(1, JANUARY), plan(2, MARCH));
    served({
      [`7 ${JANUARY}`]: { area_m2: 800_000 },
      [`8 ${JANUARY}`]: { area_m2: 600_000 },
      [`8 ${MARCH}`]: { area_m2: 1_400_000 },
    });
    held(8);
    expect(await comingTo(area(), signal)).toMatchObject([
      { effective_at: MARCH, changes: [{ is: "ends", to: "第八网格" }] },
    ]);
  });

  it("is not guessed at where the server did not answer, and what was found is kept", async () => {
    planned(plan(1, JANUARY), plan(2, MARCH));
    vi.mocked(client.area)
      .mockResolvedValueOnce(area({ name: "新名" }))
      .mockRejectedValueOnce(new Problem({ kind: "unreachable" }));
    const tell = vi.fn();
    await expect(comingTo(area(), signal, tell)).rejects.toThrow();
    expect(tell.mock.lastCall?.[0]).toMatchObject([{ effective_at: JANUARY }]);
  });
});

it("takes points laid anew on the same line for no move, however many", () => {
  const round = (count: number, lift: number): Ring => {
    const turn = (at: number): [number, number] => {
      const angle = (2 * Math.PI * (at + lift)) / count;
      return [102 + 0.01 * Math.cos(angle), 40 + 0.01 * Math.sin(angle)];
    };
    return [...Array(count).keys(), 0].map(turn);
  };
  // Every point lies beside the other's points, and on its line.
  expect(changesOf(area({}, round(4000, 0)), area({}, round(4000, 0.5)))).toEqual([]);
});
