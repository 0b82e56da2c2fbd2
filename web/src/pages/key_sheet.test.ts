import { cleanup, render } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import { opened } from "../state/redraw";
import { room } from "../state/room.svelte";
import KeySheet from "./KeySheet.svelte";

afterEach(cleanup);

const keys = () => {
  render(KeySheet, { close: () => {} });
  return [...document.querySelectorAll("kbd")].map(({ textContent }) => textContent);
};

it("says of each key one thing, in a draft and outside", () => {
  const told = keys();
  expect(told).toEqual([...new Set(told)]);
  expect(told).toContain("m");
  cleanup();
  room.show(opened(7));
  const drafted = keys();
  expect(drafted).toEqual([...new Set(drafted)]);
  expect(drafted).toEqual(expect.arrayContaining(["m", "h", "/", "?"]));
});
