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

/** Figures; where they are counted place by place, one typed here would be believed by nobody. */
export const FIGURES: readonly Field[] = ["population", "households"];

/** Who answers for an area, where the city says nothing else: what the rules miss first. */
const ROLES: readonly string[] = ["organisation", "leader_role", "worker_role"];

/** What a city asks to be named of an area, by what it calls the attribute; "" asks for none. */
export interface Settings {
  roles?: Readonly<Record<string, unknown>>;
}

/** The attributes in which somebody must be named; null of a city that did not answer. */
export function rolesOf(settings: Settings | null): readonly string[] {
  const asked = ROLES.map((role) => settings?.roles?.[role] ?? role);
  const names = asked.filter((name): name is string => typeof name === "string" && name !== "");
  return [...new Set(names)];
}

/** The fields of the form: who must be named, then what else anybody may see. */
export const fieldsOf = (roles: readonly string[], counted: boolean): string[] => [
  ...new Set([...roles, ...FIELDS.filter((field) => !counted || !isFigure(field))]),
];

export const isFigure = (field: string): boolean => (FIGURES as readonly string[]).includes(field);

export interface Form {
  readonly name: string;
  readonly code: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Known {
  name: string;
  code: string;
  attributes: Readonly<Record<string, unknown>>;
}

/** Text and figures as text; what is neither is not for a field to show. */
export const written = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** Whether nothing is said, as the rule sees it. */
const isEmpty = (value: unknown): boolean =>
  value == null ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "string" && value.trim() === "");

/** What a field of text would destroy: a list, a table, a yes. It is shown and left alone. */
export const isFixed = (value: unknown): boolean => written(value) === "" && !isEmpty(value);

export const readOut = (value: unknown): string =>
  Array.isArray(value) && value.every((one) => written(one) !== "")
    ? value.map(written).join("、")
    : JSON.stringify(value);

export function formOf({ name, code, attributes }: Known, fields: readonly string[]): Form {
  const told = fields.map((field) => [field, written(attributes[field])] as const);
  return { name, code, attributes: Object.fromEntries(told) };
}

/** The form over newer ground: what was typed stays, everything else is what it is now. */
export function carriedOver(form: Form, was: Form, now: Form): Form {
  const over = (typed: string | undefined, before: string | undefined, after: string) =>
    typed === undefined || typed === before ? after : typed;
  const attributes = Object.entries(now.attributes).map(([field, after]) => [
    field,
    over(form.attributes[field], was.attributes[field], after),
  ]);
  return {
    name: over(form.name, was.name, now.name),
    code: over(form.code, was.code, now.code),
    attributes: Object.fromEntries(attributes),
  };
}

export interface Changes {
  name?: string;
  code?: string;
  attributes?: Record<string, string | number | null>;
}

/** What the form says otherwise than the ground; an emptied field takes its attribute away. */
export function changesOf(form: Form, known: Known): Changes | null {
  const attributes: Record<string, string | number | null> = {};
  for (const [field, typed] of Object.entries(form.attributes)) {
    const [value, text] = [known.attributes[field], typed.trim()];
    if (text === written(value).trim() || isFixed(value)) continue;
    attributes[field] = text === "" ? null : isFigure(field) ? Number(text) : text;
  }
  const [name, code] = [form.name.trim(), form.code.trim()];
  const changes: Changes = {
    ...(name === known.name.trim() ? {} : { name }),
    ...(code === known.code.trim() ? {} : { code }),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Who is not named; the first of them is where an issue about it leads. */
export const missing = (
  { attributes }: Pick<Known, "attributes">,
  roles: readonly string[],
): string[] => roles.filter((field) => isEmpty(attributes[field]));

interface Division {
  key: string;
  levels: readonly string[];
}

/** Whether the server counts who lives in the areas of a level: in `main`, where anybody lives at all. */
export const isCounted = (
  residents: number | undefined,
  divisions: readonly Division[],
  level: string,
): boolean =>
  (residents ?? 0) > 0 &&
  divisions.some(({ key, levels }) => key === "main" && levels.includes(level));
