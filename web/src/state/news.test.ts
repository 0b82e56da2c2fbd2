import { afterEach, expect, test, vi } from "vitest";
import * as client from "../api/client";
import { isNewer, news } from "./news.svelte";

vi.mock("../api/client");
afterEach(() => {
  vi.useRealTimers();
});

test("a release is newer than the one that is shown, and the first than none", () => {
  expect(isNewer(3, 2)).toBe(true);
  expect(isNewer(2, 2)).toBe(false);
  // One server of several may answer late.
  expect(isNewer(1, 2)).toBe(false);
  expect(isNewer(1, null)).toBe(true);
  expect(isNewer(null, null)).toBe(false);
});

test("time goes on though the server does not answer, and what was heard stays", async () => {
  vi.useFakeTimers({ now: 1_000 });
  vi.mocked(client.config).mockResolvedValueOnce({ release: { number: 4 } } as client.Config);
  await news.look();
  vi.setSystemTime(61_000);
  vi.mocked(client.config).mockRejectedValueOnce(new Error("away"));
  await expect(news.look()).rejects.toThrow();
  expect([news.head, news.now]).toEqual([4, 61_000]);
});
