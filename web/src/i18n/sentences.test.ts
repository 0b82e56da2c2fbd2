import { describe, expect, it } from "vitest";
import type { DivisionAnswer } from "../api/client";
import { en } from "./en";
import { measures } from "./measures";
import {
  changeSentence,
  countOf,
  doubtOf,
  faultSentence,
  groundsOf,
  inhabitantsOf,
  peopleOf,
  reasonOf,
} from "./sentences";
import { zh } from "./zh-CN";

const as = measures("zh-CN", zh.units);
const levels = [
  { key: "community", name: "社区" },
  { key: "grid", name: "网格" },
];
const answer = (given: Partial<DivisionAnswer>): DivisionAnswer => ({
  division: "main",
  reason: { kind: "within" },
  path: [{ level: "grid", code: "1", name: "第三网格", id: 3 }],
  border_m: 12.2,
  valid_radius_m: 12.1,
  share: null,
  outside_share: null,
  others_share: null,
  candidates: [],
  needs_confirmation: false,
  ...given,
});
const reason = (given: Partial<DivisionAnswer>) => reasonOf(answer(given), zh, as, levels);

describe("the reason in one sentence", () => {
  it("gives the metres to the nearest border", () => {
    expect(reason({})).toBe("在界内，距最近的边界 12 米。");
  });

  it("names the other side of a border by name, or by code when it is not among the candidates", () => {
    const candidates = [{ code: "2", name: "第二网格", level: "grid", id: 2, distance_m: 0 }];
    expect(reason({ reason: { kind: "on_border", also: ["2", "9"] }, candidates })).toBe(
      "正好在边界上，按规则归“第三网格”；界线另一侧是第二网格、9。",
    );
  });

  it("says which level is missing in a blank", () => {
    const inside = { level: "community", code: "7", name: "河湾社区", id: 7 };
    expect(reason({ reason: { kind: "blank", inside } })).toBe(
      "空白：在“河湾社区”内，但没有网格负责这里。",
    );
  });

  it("says how far the nearest area is", () => {
    expect(reason({ reason: { kind: "nearest", away_m: 23 } })).toContain("相距 23 米");
    expect(reason({ reason: { kind: "outside", away_m: 1830 }, path: [] })).toContain("1.8 公里");
    expect(reason({ reason: { kind: "outside" }, path: [] })).toBe(
      "在范围外，这里不属于任何责任单元。",
    );
  });
});

describe("the doubt in one sentence", () => {
  it("asks for a check below the confidence the server wants", () => {
    const said = doubtOf(answer({ share: 0.62, needs_confirmation: true }), 30, zh, as);
    expect(said).toBe("位置误差 30 米时，只有 62 % 的把握，请先核实位置。");
  });

  it("warns of a close border when no accuracy is known", () => {
    expect(doubtOf(answer({ border_m: 3 }), null, zh, as)).toContain("离边界只有 3 米");
    expect(doubtOf(answer({}), null, zh, as)).toBe("周围 12 米内答案不变。");
  });
});

describe("figures of coverage", () => {
  it("say that a count is hidden, never that it is none", () => {
    expect([0, 12_345, null].map((people) => countOf(people, zh, as))).toEqual([
      "0",
      "12,345",
      "未公开",
    ]);
    expect(countOf(undefined, en, as)).toBe("hidden");
  });

  it("put a hidden number of inhabitants in no bounds", () => {
    expect(inhabitantsOf({ is: "hidden" }, zh, as)).toBe("未公开");
    expect(inhabitantsOf({ is: "counted", number: 0, rounded: false }, zh, as)).toBe("0");
    const brief = (given: boolean) => zh.inhabited.brief("42,864", given);
    expect([brief(false), brief(true)]).toEqual(["人口 42,864", "人口 42,864（导入时登记）"]);
  });

  it("say so where they are rounded", () => {
    const about = { is: "counted", number: 890, rounded: true } as const;
    expect(inhabitantsOf(about, zh, as)).toBe("约 890");
    expect(inhabitantsOf(about, en, as)).toBe("about 890");
    expect(peopleOf({ people: 2560, rounded: true }, zh, as)).toBe("约 2,560 人");
    expect(peopleOf({ people: 2556, rounded: false }, zh, as)).toBe("2,556 人");
    expect(peopleOf({ people: null }, zh, as)).toBe("人数未公开");
  });
});

describe("what is to come", () => {
  it("is told for each thing that changes", () => {
    const said = (change: Parameters<typeof changeSentence>[0]) => changeSentence(change, zh, as);
    expect(said({ is: "ends", to: "第八网格" })).toBe("届时撤销，原范围改由“第八网格”负责。");
    expect(said({ is: "ends", to: null })).toBe(zh.coming.endsShared);
    expect(said({ is: "ends_blank" })).toBe(zh.coming.endsBlank);
    const phone = (to: string | null) => said({ is: "attribute", key: "public_phone", to });
    expect(phone("0000-2")).toBe("公开电话改为“0000-2”。");
    expect(phone(null)).toBe("不再登记公开电话。");
    expect(said({ is: "above", to: ["示范街道", "桃园社区"] })).toBe(
      "上级改为“示范街道 › 桃园社区”。",
    );
    expect(said({ is: "ground", from: 80_000, to: 93_000 })).toBe(
      "范围调整，面积由 8.0 公顷变为 9.3 公顷。",
    );
    expect(said({ is: "ground", from: 80_000, to: 80_010 })).toBe("边界调整，面积仍约 8.0 公顷。");
  });

  it("is named where an answer goes by it, and not taken for a release", () => {
    const plans = [{ draft: 5, title: "并格", effective_at: "2030-01-01T00:00:00+08:00" }];
    expect(groundsOf({ release: 2, plan: 5 }, plans, zh, as)).toBe(
      "依据方案“并格”，2030-01-01 00:00 起启用",
    );
    expect(groundsOf({ release: 2, plan: 5 }, [], zh, as)).toBe("依据待启用方案（编号 5）");
    expect(groundsOf({ release: 2 }, plans, zh, as)).toBe("依据网格版本 2");
  });
});

it("says in its own words what a planner's request ran into", () => {
  const far = { kind: "refused", status: 404, code: "off_network", detail: null } as const;
  expect(faultSentence(far, zh, true)).toBe(zh.reach.fault.off_network);
});

it("says what failed in the reader's words, never a bare status", () => {
  expect(faultSentence({ kind: "unreachable" }, en, false)).toBe(en.fault.offline);
  const gone = { kind: "refused", status: 410, code: "gone", detail: null } as const;
  expect(faultSentence(gone, zh, true)).toBe(zh.fault.gone);
});

it("speaks both languages completely", () => {
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  expect(shape({ ...en, levels: {}, levelsMany: {} })).toEqual(shape(zh));
});
