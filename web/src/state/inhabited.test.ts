import { expect, test } from "vitest";
import { areGiven, inhabitants, otherAttributes, peopleIn } from "./inhabited";

const given = { population: "888", households: 434, hours: "Mo-Fr" };

test("what the population in force counts comes before what was given at import", () => {
  const area = { counted: { people: 901, households: 440, rounded: false }, attributes: given };
  expect(inhabitants(area, "people")).toEqual({ is: "counted", number: 901, rounded: false });
  expect(inhabitants(area, "households")).toEqual({ is: "counted", number: 440, rounded: false });
  expect(areGiven([area])).toBe(false);
});

test("a hidden count is neither zero nor replaced by an old one", () => {
  const area = { counted: { people: null, households: 3, rounded: false }, attributes: given };
  expect(inhabitants(area, "people")).toEqual({ is: "hidden" });
  expect(inhabitants(area, "households")).toEqual({ is: "counted", number: 3, rounded: false });
  expect(peopleIn(area)).toBeNull();
});

test("what the public is told to the nearest ten is known as such", () => {
  const area = { counted: { people: 890, households: 0, rounded: true } };
  expect(inhabitants(area, "people")).toMatchObject({ number: 890, rounded: true });
  expect(inhabitants(area, "households")).toMatchObject({ number: 0, rounded: false });
  expect(peopleIn(area)).toBe(890);
});

test("nobody at all is a count", () => {
  expect(peopleIn({ counted: { people: 0, households: 0, rounded: false } })).toBe(0);
});

test.each([[{ counted: null }], [{}]])(
  "where no population is in force (%o) the import's figures are known as such",
  (nobody) => {
    const area = { ...nobody, attributes: given };
    expect(inhabitants(area, "people")).toEqual({ is: "given", number: 888 });
    expect(areGiven([{ counted: { people: 1, households: 1, rounded: false } }, area])).toBe(true);
  },
);

test("empty text is no figure", () => {
  expect(inhabitants({ attributes: { population: " " } }, "people")).toBeNull();
  expect(inhabitants({}, "people")).toBeNull();
});

test("the other attributes are left as they were", () => {
  expect(otherAttributes(given)).toEqual({ hours: "Mo-Fr" });
  expect(otherAttributes(undefined)).toEqual({});
});
