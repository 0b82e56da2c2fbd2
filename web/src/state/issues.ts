/** Issues as a list tells them: one kind about the same area is one line that unfolds. */
import type { Issue, Severity } from "../api/drafts";

/** An issue and its place among all, which is the number of its pin on the map. */
export interface Placed {
  issue: Issue;
  index: number;
}

export interface Group {
  key: string;
  members: [Placed, ...Placed[]];
}

/** How it stands now: what blocks is accepted once somebody answers for it. */
export const standing = ({ waived, severity }: Issue): Severity => (waived ? "accepted" : severity);

/** In the order of the first of each. What counts many already is a line of its own. */
export function grouped(issues: readonly Placed[]): Group[] {
  const groups = new Map<string, Group>();
  for (const placed of issues) {
    const { issue } = placed;
    // The one at fault comes first; the others say where it belongs, or what it lies beside.
    const who = issue.areas[0]?.id;
    const alone = issue.count != null || who === undefined;
    const key = alone
      ? issue.key
      : [issue.kind, standing(issue), issue.inherited === true, who].join();
    const held = groups.get(key);
    if (held) held.members.push(placed);
    else groups.set(key, { key, members: [placed] });
  }
  return [...groups.values()];
}

/** The numbers of a group in few words: 3–5, or 3, 7. */
export function numbersOf({ members }: Group): string {
  const numbers = members.map(({ index }) => index + 1);
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const unbroken = numbers.length > 1 && last - first === numbers.length - 1;
  return unbroken ? `${first}–${last}` : numbers.join(", ");
}
