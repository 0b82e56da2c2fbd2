import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepFocus } from "./keep_focus";

let leave: () => void;
let busy = false;
const map = vi.fn();
const one = (id: string) => document.getElementById(id) as HTMLButtonElement;
const settled = () => new Promise((done) => setTimeout(done, 150));

beforeEach(() => {
  document.body.innerHTML = `
    <div id="map"><button id="handle"></button></div>
    <div role="tablist"><button id="tab" role="tab" aria-selected="true"></button></div>
    <div id="aside"><button id="row"></button></div>
    <form id="form"><button id="accept"></button></form>
    <h3 id="draft-steps" tabindex="-1"></h3>
    <div><button id="undo"></button><button id="redo"></button></div>`;
  busy = false;
  map.mockClear();
  leave = keepFocus(() => busy, map);
});
afterEach(() => leave());

test("a button that falls asleep hands on to the one beside it", async () => {
  one("undo").focus();
  one("undo").disabled = true;
  await settled();
  expect(document.activeElement?.id).toBe("redo");
});

test("what is gone hands on to what it was part of: the picked area, the tab, the map", async () => {
  one("accept").focus();
  one("form").remove();
  await settled();
  expect(document.activeElement?.id).toBe("draft-steps");
  one("row").focus();
  one("row").remove();
  await settled();
  expect(document.activeElement?.id).toBe("tab");
  one("handle").focus();
  one("handle").remove();
  await settled();
  expect(map).toHaveBeenCalledOnce();
});

test("a button that sleeps while something is saved gets the keyboard back", async () => {
  busy = true;
  one("accept").focus();
  one("accept").blur();
  one("accept").disabled = true;
  await settled();
  expect(document.activeElement).toBe(document.body);
  one("accept").disabled = false;
  busy = false;
  await settled();
  expect(document.activeElement?.id).toBe("accept");
});

test.each([
  ["another button falls asleep", () => (one("undo").disabled = true)],
  ["the same button falls asleep", () => (one("redo").disabled = true)],
  ["the same button is taken away", () => one("redo").remove()],
])("who lets go is left alone though %s later", async (_, then) => {
  one("redo").focus();
  one("redo").blur();
  await settled();
  then();
  await settled();
  expect(document.activeElement).toBe(document.body);
});

test("who let go and took something else has that kept", async () => {
  one("redo").focus();
  one("redo").blur();
  await settled();
  one("undo").focus();
  one("undo").disabled = true;
  await settled();
  expect(document.activeElement?.id).toBe("redo");
});
