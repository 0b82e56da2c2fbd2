import { expect, test } from "vitest";
import type { Issue } from "../api/drafts";
import { effectOf, stillOpen } from "./paper";

const step = (state: string, at: string) => ({ state, at, by: "w", note: "" });

test("the date is the one that is set, else the day it was published, else none", () => {
  const steps = [step("checked", "1"), step("approved", "2")];
  expect(effectOf({ effective_at: null, state: "approved" }, steps)).toBeNull();
  expect(effectOf({ effective_at: "9", state: "scheduled" }, steps)).toBe("9");
  const begun = [...steps, step("in_force", "3")];
  expect(effectOf({ effective_at: null, state: "in_force" }, begun)).toBe("3");
  expect(effectOf({ effective_at: null, state: "retired" }, begun)).toBe("3");
});

const issue = (key: string, kind: string, severity: string, more: object = {}) =>
  ({ key, kind, severity, waived: null, areas: [], ...more }) as unknown as Issue;

test("what blocks is told before advice; what is waived is told elsewhere", () => {
  const found = [
    issue("a", "odd_shape", "advice"),
    issue("b", "blank", "blocking"),
    issue("c", "blank", "blocking", { waived: {} }),
  ];
  const { lines, before } = stillOpen(found);
  expect(lines.map(({ members }) => members[0].issue.key)).toEqual(["b", "a"]);
  expect(before).toEqual([]);
});

test("what stood before is counted by kind, unless it blocks", () => {
  const inherited = true;
  const found = [
    issue("a", "households", "advice", { inherited, count: 70, limit: 300 }),
    issue("b", "households", "advice", { inherited, count: 45, limit: 300 }),
    issue("c", "no_team", "advice", { inherited, count: 12 }),
    issue("d", "blank", "blocking", { inherited }),
  ];
  const { lines, before } = stillOpen(found);
  expect(lines.map(({ members }) => members[0].issue.key)).toEqual(["d"]);
  expect(before).toEqual([
    { kind: "households", count: 2 },
    { kind: "no_team", count: 12 },
  ]);
});
