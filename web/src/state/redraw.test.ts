import { expect, test } from "vitest";
import { afterwards, begin, drawn, namedBy, pressed, toolOf } from "./redraw";

const area = (id: number) => ({ id, level: "grid", code: `${id}`, name: `grid ${id}` });
const here = { lon: 102, lat: 40 };

test("a merge takes two presses: the first ends, the second stays", () => {
  const first = pressed("merge", null, area(1), here);
  expect(first).toEqual({ pick: { is: "area", id: 1 } });
  const second = pressed("merge", { is: "area", id: 1 }, area(2), here);
  expect(second).toEqual({ propose: { act: "merge", area: 1, into: 2 } });
});

test("pressing the same area twice does not merge it into itself", () => {
  const again = pressed("merge", { is: "area", id: 1 }, area(1), here);
  expect(again).toEqual({ pick: { is: "area", id: 1 } });
});

test("a new area is offered in a blank only", () => {
  expect(pressed("new", null, area(1), here)).toBeNull();
  expect(pressed("new", null, null, here)).toEqual({
    propose: { act: "fill", at: [102, 40], new: {} },
  });
});

test("a lasso waits for its taker, a stroke does not", () => {
  expect(begin("hand", null).is).toBe("nothing");
  expect(begin("hand", { is: "area", id: 3 })).toMatchObject({ is: "drawing", what: "ring" });
  expect(begin("split", null)).toMatchObject({ is: "drawing", what: "stroke" });
});

test("a stroke splits the picked area, else the one it runs through", () => {
  const line: [number, number][] = [
    [0, 0],
    [1, 1],
  ];
  expect(drawn("split", { is: "area", id: 7 }, line, [9])).toMatchObject({ area: 7 });
  expect(drawn("split", null, line, [9])).toMatchObject({ area: 9 });
  expect(drawn("split", null, line, [])).toBeNull();
});

test("an act names its areas, but not the corner it moves", () => {
  expect(namedBy({ act: "merge", area: 1, into: 2 })).toEqual([1, 2]);
  expect(namedBy({ act: "move_corner", from: [1, 2], to: [3, 4] })).toEqual([]);
  expect(namedBy({ act: "hand_over", ring: [], from: [4], to: 5 })).toEqual([5, 4]);
});

test("one key goes through all ways of comparing and back to none", () => {
  expect([null, "swipe" as const, "beside" as const].map(afterwards)).toEqual([
    "swipe",
    "beside",
    null,
  ]);
});

test("each tool has a key of its own", () => {
  expect(toolOf("R")).toBe("reshape");
  expect(toolOf("q")).toBeNull();
});
