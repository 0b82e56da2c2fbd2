import { expect, test } from "vitest";
import type { DraftSummary } from "../api/drafts";
import { duePlan } from "./plan.svelte";

const plan = (id: number, effective_at: string, state: DraftSummary["state"] = "scheduled") =>
  ({ id, effective_at, state }) as DraftSummary;

test("of several plans the last that has begun by then is shown", () => {
  const plans = [
    plan(3, "2030-03-01T00:00:00Z"),
    plan(1, "2030-01-01T00:00:00Z"),
    plan(2, "2030-02-01T00:00:00Z", "approved"),
  ];
  expect(duePlan(plans, "2030-02-15T00:00:00Z")?.id).toBe(1);
  expect(duePlan(plans, "2030-04-01T00:00:00Z")?.id).toBe(3);
  expect(duePlan(plans, "2029-01-01T00:00:00Z")).toBeNull();
});
