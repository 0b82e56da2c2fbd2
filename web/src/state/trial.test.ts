import { expect, it } from "vitest";
import { begun, moved, returned, undone } from "./trial";

const at = (lon: number) => ({ lon, lat: 40 });

it("takes moves back one by one, to where the station stands", () => {
  const trial = moved(moved(begun(7, at(1)), at(2)), at(3));
  expect(undone(trial).place).toEqual(at(2));
  expect(undone(undone(trial)).place).toEqual(at(1));
  expect(undone(undone(undone(trial))).place).toEqual(at(1));
});

it("does not count a move to the same place", () => {
  expect(moved(begun(null, at(1)), at(1)).before).toEqual([]);
});

it("returns to the beginning in one step, which can be taken back too", () => {
  const trial = returned(moved(moved(begun(7, at(1)), at(2)), at(3)));
  expect(trial.place).toEqual(at(1));
  expect(undone(trial).place).toEqual(at(3));
});
