/** The page's words in the reader's language, and numbers as that language writes them. */
import { preferences } from "../state/preferences.svelte";
import { en } from "./en";
import { type Measures, measures } from "./measures";
import { type Messages, zh } from "./zh-CN";

/** The words now spoken. Read inside a component, it follows the language. */
export const t = (): Messages => (preferences.language === "en" ? en : zh);

/** Lengths, areas, shares and days as text. */
export const as = (): Measures => measures(preferences.language, t().units);
