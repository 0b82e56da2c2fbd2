import { expect, test } from "vitest";
import {
  carriedOver,
  changesOf,
  fieldsOf,
  formOf as formWith,
  isCounted,
  isFixed,
  missing,
  readOut,
  rolesOf,
} from "./describing";

const grid = {
  name: "第一网格",
  code: "001",
  attributes: { organisation: "党支部", public_phone: "0000-1", households: 312, note: "内部" },
};
const ROLES = rolesOf(null);
type Area = Parameters<typeof formWith>[0];
const formOf = (area: Area) => formWith(area, fieldsOf(ROLES, false));
const typed = (area: Area, attributes: Record<string, string>) => {
  const form = formOf(area);
  return { ...form, attributes: { ...form.attributes, ...attributes } };
};

test("a form that says what is known changes nothing", () => {
  expect(changesOf(formOf(grid), grid)).toBeNull();
  expect(changesOf({ ...formOf(grid), name: " 第一网格 " }, grid)).toBeNull();
});

test("only what was typed is sent, figures as numbers, and an emptied field takes its attribute away", () => {
  const form = typed(grid, { leader_role: "张三", public_phone: " ", households: "320" });
  expect(changesOf(form, grid)).toEqual({
    attributes: { leader_role: "张三", public_phone: null, households: 320 },
  });
  expect(changesOf({ ...form, code: "002" }, grid)).toMatchObject({ code: "002" });
});

test("what was typed stays when the ground becomes newer, the rest follows it", () => {
  const was = formOf(grid);
  const now = formOf({ ...grid, name: "文昌网格" });
  const form = carriedOver(typed(grid, { hours: "9:00-17:00" }), was, now);
  expect([form.name, form.attributes.hours]).toEqual(["文昌网格", "9:00-17:00"]);
});

test("a field that the city asks for is there as soon as its answer is", () => {
  const was = formOf(grid);
  const area = { ...grid, attributes: { ...grid.attributes, party_branch: "二支部" } };
  const now = formWith(area, fieldsOf(["party_branch"], false));
  const form = carriedOver(typed(grid, { hours: "9:00" }), was, now);
  expect(form.attributes).toMatchObject({ party_branch: "二支部", hours: "9:00" });
});

test("who is missing is told in order", () => {
  expect(missing(grid, ROLES)).toEqual(["leader_role", "worker_role"]);
  const attributes = { ...grid.attributes, leader_role: "", worker_role: "李四" };
  expect(missing({ attributes }, ROLES)).toEqual(["leader_role"]);
});

test("who must be named is what the city asks for, by its own names", () => {
  const roles = {
    level: "grid",
    organisation: "",
    leader_role: "chief",
    worker_role: "worker_role",
  };
  expect(rolesOf({ roles })).toEqual(["chief", "worker_role"]);
  expect(missing(grid, rolesOf({ roles }))).toEqual(["chief", "worker_role"]);
  expect(rolesOf({ roles: { leader_role: "chief" } })).toEqual([
    "organisation",
    "chief",
    "worker_role",
  ]);
  expect(rolesOf({})).toEqual(["organisation", "leader_role", "worker_role"]);
});

test("the form has a field for everybody who must be named, and each once", () => {
  const fields = fieldsOf(["chief", "worker_role"], true);
  expect(fields.slice(0, 3)).toEqual(["chief", "worker_role", "organisation"]);
  expect(new Set(fields).size).toBe(fields.length);
  expect(fields).not.toContain("population");
});

test.each([[["张三", "李四"]], [{ name: "张三" }], [true]])(
  "what is no text (%o) is neither overwritten nor called missing",
  (leader_role) => {
    const area = { ...grid, attributes: { ...grid.attributes, leader_role } };
    expect(isFixed(leader_role)).toBe(true);
    expect(missing(area, ROLES)).toEqual(["worker_role"]);
    expect(changesOf(typed(area, { leader_role: "王五" }), area)).toBeNull();
  },
);

test.each([[[]], [false], [null], [" "]])("%o says nobody, as the rule sees it", (leader_role) => {
  const area = { ...grid, attributes: { ...grid.attributes, leader_role } };
  expect(isFixed(leader_role)).toBe(false);
  expect(missing(area, ROLES)).toContain("leader_role");
  expect(changesOf(formOf(area), area)).toBeNull();
});

test("a list is read out, anything else is shown as it is", () => {
  expect(readOut(["张三", "李四"])).toBe("张三、李四");
  expect(readOut({ name: "张三" })).toBe('{"name":"张三"}');
});

test("people are counted where anybody lives, in the main division", () => {
  const divisions = [
    { key: "main", levels: ["community", "grid"] },
    { key: "police", levels: ["beat"] },
  ];
  expect(isCounted(42_864, divisions, "grid")).toBe(true);
  expect(isCounted(42_864, divisions, "beat")).toBe(false);
  expect(isCounted(0, divisions, "grid")).toBe(false);
  expect(isCounted(undefined, divisions, "grid")).toBe(false);
});
