import { expect, test } from "vitest";
import type { Issue } from "../api/drafts";
import { en } from "./en";
import { measures } from "./measures";
import { adviceSentence, editSentence, issueSentence, refusalSentence } from "./redrawing";
import { zh } from "./zh-CN";

const ref = (name: string) => ({ id: 1, level: "grid", code: "1", name });
const issue = (over: Partial<Issue>): Issue => ({
  key: "",
  kind: "households",
  severity: "advice",
  inherited: null,
  level: "grid",
  codes: [],
  features: [],
  areas: [ref("甲")],
  at: null,
  area_m2: 0,
  width_m: 0,
  count: null,
  limit: null,
  message: "",
  proposal: "",
  shape: null,
  waived: null,
  repair: null,
  ...over,
});
const as = measures("zh-CN", zh.units);

test("households are told with their figures and what may be done", () => {
  const few = issue({ count: 70, limit: 300 });
  expect(issueSentence(few, zh, as)).toBe("“甲”有 70 户，少于 300 户。");
  expect(adviceSentence(few, zh)).toContain("并入相邻单元");
  const many = issue({ count: 501, limit: 500, inherited: true });
  expect(issueSentence(many, zh, as)).toContain("501");
});

test("what stood before the draft is told once, and nothing is asked for", () => {
  const stood = issue({
    kind: "no_station",
    inherited: true,
    count: 26,
    areas: ["甲", "乙", "丙", "丁", "戊"].map(ref),
  });
  expect(issueSentence(stood, zh, as)).toContain("26 处，例如“甲”、“乙”、“丙”、“丁”…");
  expect(adviceSentence(stood, zh)).toBeNull();
});

test("a kind the page does not know keeps the server's words", () => {
  expect(issueSentence(issue({ kind: "unheard_of", message: "so it is" }), zh, as)).toBe(
    "so it is",
  );
});

test("a refusal names whose ground is in the way, in either language", () => {
  const refusal = { code: "meets_border", at: null, areas: [ref("甲"), ref("乙")], message: "" };
  expect(refusalSentence(refusal, zh)).toContain("“甲”、“乙”");
  expect(refusalSentence(refusal, en)).toContain("“甲”, “乙”");
});

test("an edit says what it did and to whom", () => {
  const edit = { seq: 1, kind: "split", areas: [ref("甲")], by: "", at: "", undone: false };
  expect(editSentence(edit, zh)).toBe("拆分“甲”");
  expect(editSentence({ ...edit, kind: "unheard_of" }, zh)).toBe("调整");
});
