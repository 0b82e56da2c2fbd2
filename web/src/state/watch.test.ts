import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watch } from "./watch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const turned = (state: DocumentVisibilityState) => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
};

test("asks at once and then from time to time, failed or not, until it is left", async () => {
  turned("visible");
  const ask = vi.fn(() => Promise.reject(new Error("away")));
  const leave = watch(ask, 1000);
  await vi.advanceTimersByTimeAsync(2500);
  expect(ask).toHaveBeenCalledTimes(3);
  leave();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test("waits for an answer before it asks anew", async () => {
  turned("visible");
  const ask = vi.fn(() => new Promise(() => {}));
  const leave = watch(ask, 1000);
  await vi.advanceTimersByTimeAsync(5000);
  turned("visible");
  expect(ask).toHaveBeenCalledTimes(1);
  leave();
});

test("asks nothing in the background, and at once when it is looked at again", async () => {
  turned("hidden");
  const ask = vi.fn(() => Promise.resolve());
  const leave = watch(ask, 1000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).not.toHaveBeenCalled();
  turned("visible");
  await vi.advanceTimersByTimeAsync(10);
  expect(ask).toHaveBeenCalledTimes(1);
  leave();
});
