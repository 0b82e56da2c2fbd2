import { expect, test } from "vitest";
import type { Issue } from "../api/drafts";
import { grouped, numbersOf } from "./issues";

const issue = (key: string, kind: string, ids: number[], more: Partial<Issue> = {}) =>
  ({
    key,
    kind,
    severity: "advice",
    waived: null,
    areas: ids.map((id) => ({ id, level: "grid", code: `${id}`, name: `${id}` })),
    ...more,
  }) as Issue;

const placed = (...all: Issue[]) => all.map((issue, index) => ({ issue, index }));

test("one kind about the same area is one line, at the place of the first", () => {
  const found = grouped(
    placed(
      issue("a", "narrow_neck", [1]),
      issue("b", "in_pieces", [1]),
      issue("c", "narrow_neck", [1]),
      issue("d", "narrow_neck", [2]),
      issue("e", "narrow_neck", [1]),
    ),
  );
  expect(found.map(({ members }) => members.map(({ issue: { key } }) => key).join(""))).toEqual([
    "ace",
    "b",
    "d",
  ]);
  expect(found.map(numbersOf)).toEqual(["1, 3, 5", "2", "4"]);
});

test("what blocks is not hidden behind what is waived or was there before", () => {
  const waived = { by: "w", reason: "r", at: "" };
  const found = grouped(
    placed(
      issue("a", "blank", [1], { severity: "blocking" }),
      issue("b", "blank", [1], { severity: "blocking", waived }),
      issue("c", "blank", [1], { severity: "blocking", inherited: true }),
      issue("d", "blank", [1], { severity: "blocking" }),
    ),
  );
  expect(found.map(({ members }) => members.length)).toEqual([2, 1, 1]);
});

test("an exclave of three parents is one line: the area at fault is the same", () => {
  const found = grouped(
    placed(
      issue("a", "exclave", [1, 5]),
      issue("b", "exclave", [1, 6]),
      issue("c", "exclave", [2, 5]),
    ),
  );
  expect(found.map(({ members }) => members.length)).toEqual([2, 1]);
});

test("what was counted already, and what names no area, stands alone", () => {
  const counted = { count: 31 };
  const found = grouped(
    placed(
      issue("a", "no_team", [1], counted),
      issue("b", "no_team", [1], counted),
      issue("c", "gap", []),
      issue("d", "gap", []),
    ),
  );
  expect(found).toHaveLength(4);
});

test("numbers that follow each other are told as a run", () => {
  const three = ["a", "b", "c"].map((key) => issue(key, "odd_shape", [1]));
  expect(grouped(placed(...three)).map(numbersOf)).toEqual(["1–3"]);
});
