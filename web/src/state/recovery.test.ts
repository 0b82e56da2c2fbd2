import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Recovery } from "./recovery";

describe("recovery", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks again after pauses that double up to ten seconds", () => {
    const recovery = new Recovery();
    const asked: number[] = [];
    const again = () => {
      asked.push(Date.now());
      recovery.failed(again);
    };
    const begun = Date.now();
    recovery.failed(again);
    vi.advanceTimersByTime(40_000);
    expect(asked.map((at) => (at - begun) / 1000)).toEqual([1, 3, 7, 15, 25, 35]);
  });

  it("asks at once when the network is back, and no more once it came", () => {
    const recovery = new Recovery();
    let asked = 0;
    const again = () => {
      asked += 1;
      recovery.came(again);
    };
    recovery.failed(again);
    dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(60_000);
    expect(asked).toBe(1);
  });
});
