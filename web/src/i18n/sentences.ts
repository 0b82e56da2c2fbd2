/** The reason and the doubt of an answer, each in one sentence. */
import type { Answer, DivisionAnswer, Level } from "../api/client";
import type { Fault } from "../api/problem";
import type { Change, Named } from "../state/coming";
import type { Inhabitants } from "../state/inhabited";
import type { Measures } from "./measures";
import type { Messages } from "./zh-CN";

/** A border nearer than this is worth a word when no accuracy was given. */
const CLOSE_M = 10;

/** Why this area and no other. */
export function reasonOf(
  answer: DivisionAnswer,
  t: Messages,
  as: Measures,
  levels: readonly Level[],
): string {
  const { reason } = answer;
  const name = answer.path.at(-1)?.name ?? "";
  switch (reason.kind) {
    case "within":
      return answer.border_m == null
        ? t.reason.withinPlain
        : t.reason.within(as.length(answer.border_m));
    case "on_border": {
      const named = (code: string) =>
        answer.candidates.find((candidate) => candidate.code === code)?.name ?? code;
      return t.reason.onBorder(name, (reason.also ?? []).map(named).join("、"));
    }
    case "nearest":
      return t.reason.nearest(name, as.length(reason.away_m ?? 0));
    case "blank": {
      const parent = reason.inside;
      const depth = levels.findIndex((level) => level.key === parent?.level);
      const below = depth < 0 ? "" : (levels[depth + 1]?.name ?? "");
      return t.reason.blank(parent?.name ?? name, below);
    }
    case "outside":
      return t.reason.outside(reason.away_m == null ? null : as.length(reason.away_m));
  }
}

/** How sure the answer is, in plain words; null when there is nothing to say. */
export function doubtOf(
  answer: DivisionAnswer,
  accuracy: number | null,
  t: Messages,
  as: Measures,
): string | null {
  if (answer.share != null && accuracy !== null) {
    const say = answer.needs_confirmation ? t.doubt.unsure : t.doubt.sure;
    return say(as.share(answer.share), as.length(accuracy));
  }
  if (answer.reason.kind !== "within" || answer.border_m == null) return null;
  if (answer.border_m < CLOSE_M) return t.doubt.near(as.length(answer.border_m));
  return t.doubt.stays(as.length(answer.valid_radius_m));
}

/** A count of people; a public answer hides small ones, and those that would betray them. */
export const countOf = (people: number | null | undefined, t: Messages, as: Measures): string =>
  people == null ? t.reach.coverage.hidden : as.number(people);

/** A figure of an area's inhabitants; a hidden one may be any number, so it is not put in bounds. */
export function inhabitantsOf(known: Inhabitants, t: Messages, as: Measures): string {
  const said = countOf(known.is === "hidden" ? null : known.number, t, as);
  return known.is === "counted" && known.rounded ? t.inhabited.about(said) : said;
}

/** People of a blind spot, which the public is told to the nearest ten. */
export function peopleOf(
  { people, rounded }: { people?: number | null; rounded?: boolean },
  t: Messages,
  as: Measures,
): string {
  if (people == null) return t.reach.spots.hidden;
  const said = t.reach.spots.people(as.number(people));
  return rounded ? t.reach.spots.about(said) : said;
}

/** One thing that a plan makes otherwise. */
export function changeSentence(
  change: Change,
  { coming, attributes }: Messages,
  as: Measures,
): string {
  switch (change.is) {
    case "ends":
      return change.to === null ? coming.endsShared : coming.endsTo(change.to);
    case "ends_blank":
      return coming.endsBlank;
    case "name":
    case "code":
      return coming[change.is](change.to);
    case "attribute": {
      const label = attributes[change.key] ?? change.key;
      return change.to === null ? coming.dropped(label) : coming.attribute(label, change.to);
    }
    case "above":
      return change.to.length > 0 ? coming.above(change.to.join(" › ")) : coming.top;
    case "ground": {
      const [from, to] = [as.area(change.from), as.area(change.to)];
      return from === to ? coming.border(to) : coming.ground(from, to);
    }
  }
}

/** What an answer goes by: a release, or the plan for a day to come, by the title if it is known. */
export function groundsOf(
  { release, plan }: Pick<Answer, "release" | "plan">,
  plans: readonly Named[],
  t: Messages,
  as: Measures,
): string {
  if (plan == null) return t.answer.release(release);
  const known = plans.find(({ draft }) => draft === plan);
  if (!known) return t.answer.somePlan(plan);
  return t.answer.plan(known.title, as.instant(known.effective_at));
}

/** What failed. */
export function faultSentence(fault: Fault, t: Messages, online: boolean): string {
  if (fault.kind === "unreachable") return online ? t.fault.unreachable : t.fault.offline;
  const said = t.redraw.fault[fault.code] ?? t.reach.fault[fault.code];
  if (said) return said;
  if (fault.status === 404) return t.fault.not_found;
  if (fault.status === 410) return t.fault.gone;
  if (fault.status === 429 || fault.status === 503) return t.fault.busy;
  return t.fault.other(fault.code);
}
