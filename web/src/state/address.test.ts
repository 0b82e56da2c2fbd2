import { describe, expect, it } from "vitest";
import { FIRST_ORDER, format, parse, START, type View } from "./address";
import { opened } from "./redraw";

const views: Record<string, View> = {
  "the start": START,
  "an answer with its doubt": {
    ...START,
    subject: { kind: "answer", lon: 110.5081234, lat: 31.2052, accuracy: 30 },
    level: "grid",
    camera: { zoom: 15.2, lon: 110.508, lat: 31.205 },
  },
  "an area in the past with layers hidden": {
    ...START,
    subject: { kind: "area", id: 17 },
    hidden: ["labels", "blanks"],
    at: "2026-03-01T00:00:00+08:00",
  },
  "the whole list": {
    ...START,
    subject: { kind: "list", parent: null, chosen: null, order: FIRST_ORDER, filter: "" },
  },
  "a parent's list, sorted and filtered, with one row chosen": {
    ...START,
    subject: {
      kind: "list",
      parent: 3,
      chosen: 9,
      order: { by: "size", down: true },
      filter: "河湾 & 柳堤",
    },
    level: "grid",
  },
  "coverage by one kind and preset, sorted, with a blind spot chosen": {
    ...START,
    subject: { kind: "coverage", chosen: 4, spot: 2, order: { by: "share", down: false } },
    fill: "coverage",
    ring: 8,
    stationKind: "rest_stop",
    preset: "elderly",
  },
  "the stations that are open now": {
    ...START,
    subject: { kind: "stations", filter: "驿站" },
    openNow: true,
  },
  "a station with the way to it": {
    ...START,
    subject: { kind: "station", id: 12, from: { lon: 102.05, lat: 40.35 } },
  },
  "a draft with a border in hand": {
    ...START,
    room: "planner",
    subject: {
      kind: "draft",
      id: 5,
      tool: "reshape",
      pick: { is: "border", left: 12, right: null, at: { lon: 102.0512345, lat: 40.35 } },
      aside: "issues",
      compare: "swipe",
    },
  },
  "a draft with an area in hand": {
    ...START,
    room: "planner",
    subject: { ...opened(7), tool: "merge", pick: { is: "area", id: 9 } },
  },
  "a draft's blank, and the page to print": {
    ...START,
    room: "planner",
    subject: {
      ...opened(7),
      tool: "new",
      pick: { is: "blank", at: { lon: 1, lat: 2 } },
      aside: "paper",
    },
  },
  "a planner's trial of a station": {
    ...START,
    room: "planner",
    subject: { kind: "trial", station: 12, place: { lon: 102.0512345, lat: 40.35 } },
  },
  "a planner's trial of a new station": {
    ...START,
    room: "planner",
    subject: { kind: "trial", station: null, place: { lon: 102.05, lat: 40.35 } },
  },
};

describe("the address", () => {
  for (const [name, view] of Object.entries(views)) {
    it(`brings back ${name}`, () => expect(parse(format(view))).toEqual(view));
  }

  it("is short when nothing is asked", () => expect(format(START)).toBe("#/map"));

  it("keeps an instant's offset readable and exact", () => {
    const written = format({ ...START, at: "2026-03-01T00:00:00+08:00" });
    expect(written).toBe("#/map?at=2026-03-01T00:00:00%2B08:00");
  });

  it.each([
    "",
    "#",
    "#/map?point=abc",
    "#/map?point=200,95",
    "#/map?point=,",
    "#/map?area=-1",
    "#/map?area=1e9",
    "#/map?view=1,2",
    "#/map?at=yesterday",
    "#/map?hide=everything",
  ])("falls back to the start on %j", (broken) => expect(parse(broken)).toEqual(START));

  it("opens the planner's room empty where a new station has no place", () => {
    expect(parse("#/planner?station=new")).toEqual({ ...START, room: "planner" });
    expect(format({ ...START, room: "planner" })).toBe("#/planner");
  });

  it("reads a broken pick of a draft as none", () => {
    for (const pick of ["area:x", "border:1:2", "border:a:2:1,2", "blank:9,99", "nonsense"]) {
      const { subject } = parse(`#/planner?draft=3&pick=${pick}&tool=axe&aside=moon`);
      expect(subject).toEqual(opened(3));
    }
  });

  it("takes no ring, kind or preset that nobody offers", () => {
    expect(parse("#/map?ring=9&kind=a%20b&preset=&fill=heat&open=never")).toEqual(START);
  });

  it("drops an accuracy the server would refuse", () => {
    for (const bad of ["0", "-4", "6000", "x"]) {
      expect(parse(`#/map?point=1,2&accuracy=${bad}`).subject).toEqual({
        kind: "answer",
        lon: 1,
        lat: 2,
        accuracy: null,
      });
    }
  });
});
