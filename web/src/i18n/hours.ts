/**
 * Opening hours, written the way OpenStreetMap does, in words.
 *
 * Only the common shape is read ("Mo-Fr 08:30-17:30; Sa,Su 09:00-16:00"); anything
 * else is shown as it was given, which is always right.
 */
import type { Language } from "../state/preferences.svelte";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const NAMES: Record<Language, readonly string[]> = {
  "zh-CN": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};
const JOINS: Record<Language, { to: string; and: string; next: string; daily: string }> = {
  "zh-CN": { to: "至", and: "、", next: "；", daily: "每天" },
  en: { to: "–", and: ", ", next: "; ", daily: "daily" },
};
const DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)";
const RULE = new RegExp(
  `^(?:(${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*) )?(\\d\\d?:\\d\\d-\\d\\d?:\\d\\d(?:,\\d\\d?:\\d\\d-\\d\\d?:\\d\\d)*)$`,
);

export function hoursIn(language: Language, written: string): string {
  const { to, and, next, daily } = JOINS[language];
  const dayName = (day: string) => NAMES[language][DAYS.indexOf(day)] ?? day;
  const said: string[] = [];
  for (const rule of written.split(";").map((part) => part.trim())) {
    if (rule === "24/7") {
      said.push(`${daily} 0:00–24:00`);
      continue;
    }
    const found = RULE.exec(rule);
    if (!found) return written;
    const [, days, times = ""] = found;
    const spans = (days ?? "Mo-Su").split(",").map((span) => {
      if (span === "Mo-Su") return daily;
      return span.split("-").map(dayName).join(to);
    });
    said.push(`${spans.join(and)} ${times.replaceAll("-", "–").split(",").join(and)}`);
  }
  return said.join(next);
}
