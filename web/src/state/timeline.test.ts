import { expect, test } from "vitest";
import type { Release } from "../api/client";
import { notchAt, notchesOf } from "./timeline";

const release = (number: number, effective_at: string): Release => ({
  number,
  effective_at,
  published_at: effective_at,
  note: "",
  areas: 1,
});
const releases = [
  release(3, "2026-06-01T00:00:00+08:00"),
  release(1, "2024-01-01T00:00:00+08:00"),
  release(2, "2025-01-01T00:00:00+08:00"),
];
const now = new Date("2026-11-29T00:00:00Z");
const plan = { effective_at: "2099-01-01T00:00:00+08:00", title: "next" };

test("releases stand in the order of time, then now, then what is planned", () => {
  const notches = notchesOf(releases, [plan], now);
  expect(notches.map(({ is }) => is)).toEqual(["release", "release", "now", "plan"]);
});

test("an instant falls under the last notch that has come by then", () => {
  const notches = notchesOf(releases, [plan], now);
  expect(notchAt(notches, null)).toBe(2);
  expect(notchAt(notches, "2025-06-01T00:00:00+08:00")).toBe(1);
  expect(notchAt(notches, "2000-01-01T00:00:00+08:00")).toBe(0);
  expect(notchAt(notches, "2099-06-01T00:00:00+08:00")).toBe(3);
  expect(notchAt(notches, "2098-06-01T00:00:00+08:00")).toBe(2);
});
