/** What is known of an area beside its name and code, as a form that a planner fills in. */

/** What anybody may see of an area, in the order in which people ask for it. */
export const FIELDS = [
  "organisation",
  "leader_role",
  "worker_role",
  "public_phone",
  "hours",
  "four_sides",
  "population",
  "households",
] as const;
export type Field = (typeof FIELDS)[number];

/** Figures; where the population is known place by place, it is counted instead. */
export const FIGURES: readonly Field[] = ["population", "households"];

/** Who answers for an area: what the rules miss first. */
const ROLES: readonly Field[] = ["organisation", "leader_role", "worker_role"];

export type Form = Readonly<Record<"name" | "code" | Field, string>>;

interface Known {
  name: string;
  code: string;
  attributes: Readonly<Record<string, unknown>>;
}

export const written = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export function formOf({ name, code, attributes }: Known): Form {
  const fields = FIELDS.map((field) => [field, written(attributes[field])] as const);
  return { name, code, ...(Object.fromEntries(fields) as Record<Field, string>) };
}

/** The form over newer ground: what was typed stays, everything else is what it is now. */
export function carriedOver(form: Form, was: Form, now: Form): Form {
  const keys = Object.keys(now) as (keyof Form)[];
  return Object.fromEntries(
    keys.map((key) => [key, form[key] === was[key] ? now[key] : form[key]]),
  ) as Form;
}

export interface Changes {
  name?: string;
  code?: string;
  attributes?: Record<string, string | number | null>;
}

/** What the form says otherwise than the ground; an emptied field takes its attribute away. */
export function changesOf(form: Form, known: Known): Changes | null {
  const was = formOf(known);
  const differs = (key: keyof Form) => form[key].trim() !== was[key].trim();
  const attributes: Record<string, string | number | null> = {};
  for (const field of FIELDS.filter(differs)) {
    const text = form[field].trim();
    attributes[field] = text === "" ? null : FIGURES.includes(field) ? Number(text) : text;
  }
  const changes: Changes = {
    ...(differs("name") ? { name: form.name.trim() } : {}),
    ...(differs("code") ? { code: form.code.trim() } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Who is not named; the first of them is where an issue about it leads. */
export const missing = ({ attributes }: Pick<Known, "attributes">): Field[] =>
  ROLES.filter((field) => written(attributes[field]).trim() === "");
