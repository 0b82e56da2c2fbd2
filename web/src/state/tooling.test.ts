import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Act, Border, Outcome, Position } from "../api/drafts";
import { stage } from "../map/stage.svelte";
import { draftPicture } from "./draft_picture.svelte";
import { drafting } from "./drafting.svelte";
import { drafts } from "./drafts.svelte";
import { pointed } from "./pointing";
import { type DraftSubject, opened } from "./redraw";
import { room } from "./room.svelte";
import { tooling } from "./tooling.svelte";

const ref = (id: number) => ({ id, level: "grid", code: `${id}`, name: `${id}` });
const border = (left: number, right: number, line: Position[]): Border => ({
  type: "Feature",
  properties: { left: ref(left), right: ref(right), level: "grid", length_m: 1 },
  geometry: { type: "LineString", coordinates: line },
});
const upright = (lon: number): Position[] => [
  [lon, 0],
  [lon, 1],
];
const bulging = (lon: number): Position[] => [
  [lon, 0],
  [lon + 0.1, 0.5],
  [lon, 1],
];

/** Answers when it is told to. */
let answer: (outcome: Outcome | null) => Promise<void>;
const outcome = { created: [] } as unknown as Outcome;
const follow = () => tooling.follow(room.view.subject as DraftSubject);
const borderBetween = (left: number) =>
  drafting.drawn.borders.find(({ properties }) => properties.left?.id === left) as Border;
const take = (left: number) => {
  tooling.takeBorder(borderBetween(left));
  follow();
};
const named = (name: string): Act => ({ act: "fill", at: [0, 0], new: { name } });

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(drafts, "editable", "get").mockReturnValue(true);
  vi.spyOn(drafting, "attempt").mockReturnValue();
  vi.spyOn(drafting, "make").mockImplementation(
    () =>
      new Promise((done) => {
        answer = async (outcome) => {
          done(outcome);
          for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
        };
      }),
  );
  drafting.drawn = {
    areas: new Map(),
    borders: [border(1, 2, upright(1)), border(2, 3, upright(2))],
  };
  tooling.follow(null);
  room.show({ ...opened(7), tool: "reshape" });
  follow();
});

describe("an answer that comes when something else is in hand", () => {
  it("leaves the border that was pressed meanwhile", async () => {
    take(1);
    void tooling.bent(bulging(1));
    take(2);
    tooling.bending(bulging(2));
    const { pick } = tooling;
    await answer(outcome);
    expect(tooling.pick).toEqual(pick);
    expect(tooling.doing).toMatchObject({ is: "bending", line: bulging(2) });
  });

  it("leaves the proposal that was made meanwhile", async () => {
    tooling.turn("new");
    follow();
    tooling.propose(named("first"));
    void tooling.confirm();
    tooling.propose(named("second"));
    await answer(outcome);
    expect(tooling.doing).toEqual({ is: "proposing", act: named("second") });
    expect(tooling.tool).toBe("new");
  });
});

describe("an answer to what is in hand still", () => {
  it("picks the border where it runs now", async () => {
    take(1);
    void tooling.bent(bulging(1));
    drafting.drawn = { ...drafting.drawn, borders: [border(1, 2, bulging(1))] };
    tooling.hold();
    await answer(outcome);
    expect(tooling.pick).toMatchObject({ is: "border", left: 1, right: 2 });
    expect(tooling.doing).toMatchObject({ is: "bending", border: borderBetween(1) });
    expect(tooling.unfinished).toBe(false);
  });

  it("puts a proposal down though its name was typed on", async () => {
    tooling.turn("new");
    follow();
    tooling.propose(named("a"));
    void tooling.confirm();
    tooling.refine(named("ab"));
    await answer({ ...outcome, created: [ref(9)] });
    expect(tooling.doing.is).toBe("nothing");
    expect(tooling.pick).toEqual({ is: "area", id: 9 });
  });
});

describe("a border that comes anew", () => {
  it("keeps what the hand made of it where it runs as it did", () => {
    take(2);
    tooling.bending(bulging(2));
    drafting.drawn = { ...drafting.drawn, borders: [border(2, 3, upright(2))] };
    tooling.hold();
    expect(tooling.doing).toEqual({ is: "bending", border: borderBetween(2), line: bulging(2) });
  });

  it("is taken in hand as it runs where that is another way", () => {
    take(2);
    tooling.bending(bulging(2));
    drafting.drawn = { ...drafting.drawn, borders: [border(2, 3, bulging(2.1))] };
    tooling.hold();
    expect(tooling.doing).toMatchObject({ line: bulging(2.1) });
    expect(tooling.unfinished).toBe(false);
  });
});

describe("a pair to merge", () => {
  const area = (id: number) => ({
    type: "Feature" as const,
    properties: { ...ref(id), attributes: {} } as never,
    geometry: { type: "MultiPolygon" as const, coordinates: [] },
  });
  const grids = new Map([1, 2, 3].map((id) => [id, area(id)]));
  const press = (id: number) => {
    tooling.pressed({ lon: 9, lat: 9 }, id);
    follow();
  };

  beforeEach(() => {
    drafting.drawn = { ...drafting.drawn, areas: new Map([["grid", grids as never]]) };
    room.turn({ tool: "select", pick: { is: "area", id: 3 } });
    follow();
    tooling.turn("merge");
    follow();
  });

  it("begins with none, whatever was picked before", () => {
    expect(tooling.pick).toBe(null);
    press(1);
    expect([tooling.pick, tooling.doing.is]).toEqual([{ is: "area", id: 1 }, "nothing"]);
    press(2);
    expect(tooling.doing).toEqual({
      is: "proposing",
      act: { act: "merge", area: 1, into: 2 },
    });
  });

  it("is given up whole", () => {
    press(1);
    press(2);
    tooling.again();
    follow();
    expect([tooling.pick, tooling.doing.is]).toEqual([null, "nothing"]);
  });

  it("is taken by a key only where the map shows that the keyboard aims", () => {
    const map = { aimed: false };
    stage.map = map as unknown as typeof stage.map;
    pointed(9, 9, 1, "key");
    expect(tooling.pick).toBe(null);
    map.aimed = true;
    pointed(9, 9, 1, "key");
    follow();
    pointed(9, 9, 2, "key");
    pointed(9, 9, 3, "key");
    expect(tooling.doing).toMatchObject({ act: { area: 1, into: 2 } });
    stage.map = null;
  });
});

describe("what was refused", () => {
  it("is not made once more, and stays in hand", async () => {
    tooling.turn("new");
    follow();
    tooling.propose(named("a"));
    drafting.refusal = { code: "overlaps", at: null, areas: [], message: "" };
    await tooling.confirm();
    expect(drafting.make).not.toHaveBeenCalled();
    expect(tooling.doing.is).toBe("proposing");
    drafting.refusal = null;
  });

  it("is drawn as faulty where it is a stroke, until it is put right", () => {
    const marks = () => draftPicture.marks.features.map(({ properties }) => properties?.is);
    tooling.turn("split");
    follow();
    tooling.propose({ act: "split", area: 1, line: upright(0.5), side: "left", new: {} });
    expect(marks()).toEqual(["sketch"]);
    drafting.refusal = { code: "misses", at: null, areas: [], message: "" };
    expect(marks()).toEqual(["faulty"]);
    drafting.refusal = null;
    expect(marks()).toEqual(["sketch"]);
  });
});
