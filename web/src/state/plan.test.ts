import { expect, test } from "vitest";
import type { PlanToCome } from "../api/drafts";
import { duePlan } from "./plan.svelte";

const plan = (draft: number, effective_at: string): PlanToCome => ({
  draft,
  effective_at,
  title: "",
  ground: `plan-${draft}`,
});

test("of several plans the last that has begun by then is shown", () => {
  const plans = [
    plan(3, "2030-03-01T00:00:00Z"),
    plan(1, "2030-01-01T00:00:00Z"),
    plan(2, "2030-02-01T00:00:00Z"),
  ];
  expect(duePlan(plans, "2030-01-15T00:00:00Z")?.draft).toBe(1);
  expect(duePlan(plans, "2030-04-01T00:00:00Z")?.draft).toBe(3);
  expect(duePlan(plans, "2029-01-01T00:00:00Z")).toBeNull();
});
