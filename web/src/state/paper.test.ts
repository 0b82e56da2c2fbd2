import { expect, test } from "vitest";
import type { Issue } from "../api/drafts";
import { effectOf, stillOpen } from "./paper";

const step = (state: string, at: string) => ({ state, at, by: "w", note: "" });

test("the date is the one that is set, else the day it was published, else none", () => {
  const steps = [step("checked", "1"), step("approved", "2")];
  expect(effectOf({ effective_at: null, state: "approved" }, steps)).toBeNull();
  expect(effectOf({ effective_at: "9", state: "scheduled" }, steps)).toBe("9");
  const published = [...steps, step("published", "3")];
  expect(effectOf({ effective_at: null, state: "in_force" }, published)).toBe("3");
});

test("what blocks is told before advice; what is waived is told elsewhere", () => {
  const issue = (key: string, severity: string, waived: unknown = null) =>
    ({ key, kind: key, severity, waived, count: null, areas: [] }) as unknown as Issue;
  const found = [issue("a", "advice"), issue("b", "blocking"), issue("c", "blocking", {})];
  expect(stillOpen(found).map(({ members }) => members[0].issue.key)).toEqual(["b", "a"]);
});
