import { expect, test } from "vitest";
import { carriedOver, changesOf, formOf, missing } from "./describing";

const grid = {
  name: "第一网格",
  code: "001",
  attributes: { organisation: "党支部", public_phone: "0000-1", households: 312, note: "内部" },
};

test("a form that says what is known changes nothing", () => {
  expect(changesOf(formOf(grid), grid)).toBeNull();
  expect(changesOf({ ...formOf(grid), name: " 第一网格 " }, grid)).toBeNull();
});

test("only what was typed is sent, figures as numbers, and an emptied field takes its attribute away", () => {
  const form = { ...formOf(grid), leader_role: "张三", public_phone: " ", households: "320" };
  expect(changesOf(form, grid)).toEqual({
    attributes: { leader_role: "张三", public_phone: null, households: 320 },
  });
  expect(changesOf({ ...form, code: "002" }, grid)).toMatchObject({ code: "002" });
});

test("what was typed stays when the ground becomes newer, the rest follows it", () => {
  const was = formOf(grid);
  const now = formOf({ ...grid, name: "文昌网格" });
  const form = carriedOver({ ...was, hours: "9:00-17:00" }, was, now);
  expect([form.name, form.hours]).toEqual(["文昌网格", "9:00-17:00"]);
});

test("who is missing is told in order", () => {
  expect(missing(grid)).toEqual(["leader_role", "worker_role"]);
  expect(
    missing({ attributes: { ...grid.attributes, leader_role: "", worker_role: "李四" } }),
  ).toEqual(["leader_role"]);
});
