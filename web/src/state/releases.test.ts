import { describe, expect, it } from "vitest";
import type { Release } from "../api/client";
import { dayOf, dayTells, endOfDay, inForce, momentOf } from "./releases";

const release = (number: number, effective_at: string): Release => ({
  number,
  effective_at,
  published_at: effective_at,
  note: "",
  areas: 1,
});
const town = [release(1, "2026-03-01T00:00:00+08:00"), release(2, "2026-11-21T00:00:00+08:00")];
const now = new Date("2026-11-22T10:00:00+08:00");

describe("the release in force", () => {
  it("is the last one whose instant has come", () => {
    expect(inForce(town, now)?.number).toBe(2);
    expect(inForce(town, new Date("2026-11-20T23:59:59+08:00"))?.number).toBe(1);
  });

  it("begins at its instant, not after it", () => {
    expect(inForce(town, new Date("2026-11-21T00:00:00+08:00"))?.number).toBe(2);
  });
});

describe("the moment", () => {
  it("is the present when nothing is asked", () => {
    expect(momentOf(town, null, now)).toMatchObject({ is: "present", release: { number: 2 } });
  });

  it("says past, planned and before the first release", () => {
    expect(momentOf(town, "2026-05-01T00:00:00+08:00", now)).toMatchObject({ is: "past" });
    expect(momentOf(town, "2027-05-01T00:00:00+08:00", now)).toMatchObject({ is: "planned" });
    expect(momentOf(town, "2020-05-01T00:00:00+08:00", now)).toMatchObject({ is: "before" });
  });

  it("is unpublished in an empty database", () => {
    expect(momentOf([], null, now)).toEqual({ is: "unpublished" });
  });
});

describe("days", () => {
  it("are China's, wherever the reader sits", () => {
    expect(dayOf("2026-11-20T16:00:00Z")).toBe("2026-11-21");
    expect(dayOf("2026-11-21T00:00:00+08:00")).toBe("2026-11-21");
  });

  it("end in their last second", () => {
    expect(endOfDay("2026-05-01")).toBe("2026-05-01T23:59:59+08:00");
    expect(endOfDay("someday")).toBeNull();
  });
});

describe("a day", () => {
  const morning = "2026-11-30T08:00:00+08:00";
  it("tells which instant is meant, unless another falls on it in China", () => {
    expect(dayTells(morning, ["2026-11-29T23:00:00+08:00", "2026-11-30T00:00:00Z"])).toBe(true);
    expect(dayTells(morning, ["2026-11-29T16:00:00Z"])).toBe(false);
  });
});
