/** What is drawn, what is wrong with it and why it was not taken, each in one sentence. */
import type { AreaRef, DraftEdit, Issue } from "../api/drafts";
import type { Refusal } from "../api/problem";
import type { Measures } from "./measures";
import type { Messages } from "./zh-CN";

/** More names than this make a sentence a list. */
const NAMES = 4;

const nameOf = ({ name, code }: AreaRef) => `“${name || code}”`;

function named(areas: readonly AreaRef[], t: Messages): string {
  const more = areas.length > NAMES ? "…" : "";
  return areas.slice(0, NAMES).map(nameOf).join(t.rules.between) + more;
}

/** Why a drawn line was not taken, naming whose ground is in the way. */
export function refusalSentence({ code, areas, message }: Refusal, t: Messages): string {
  const say = t.rules.refused[code];
  const who = named(areas, t);
  return say ? say(who === "" ? t.redraw.pick.outside : who) : t.rules.refusedOther(message);
}

/** One step of a draft. A node and a filled blank have no areas of their own to name. */
export function editSentence({ kind, areas }: DraftEdit, t: Messages): string {
  return t.rules.edit[kind]?.(named(areas, t)) ?? t.rules.editOther;
}

/** What stood before the draft is told once for each kind, with how often. */
const stood = ({ inherited, count, limit }: Issue): number | null =>
  inherited && limit == null ? (count ?? null) : null;

export function issueSentence(issue: Issue, t: Messages, as: Measures): string {
  const words = t.rules;
  const who = named(issue.areas, t);
  const before = stood(issue);
  if (before !== null) return words.stood(as.number(before), who);
  const { count, limit } = issue;
  if (issue.kind === "households" && count != null && limit != null) {
    return words.households(who, as.number(count), count > limit, as.number(limit));
  }
  const say = words.says[issue.kind];
  const figures = { area: as.area(issue.area_m2), width: as.length(issue.width_m) };
  return say
    ? say({
        who,
        first: named(issue.areas.slice(0, 1), t),
        ...figures,
        n: as.number(issue.areas.length),
      })
    : issue.message;
}

/** What may be done about it; null where it is none of this draft's making. */
export function adviceSentence(issue: Issue, t: Messages): string | null {
  if (stood(issue) !== null) return null;
  const { count, limit } = issue;
  if (issue.kind === "households" && count != null && limit != null) {
    return t.rules.householdsTodo[count > limit ? "more" : "fewer"];
  }
  return t.rules.todo[issue.kind] ?? null;
}
