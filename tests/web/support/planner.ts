/** What every journey of a planner begins with. */
import type { Page } from "@playwright/test";
import { signedIn } from "./drawing";
import { test } from "./room";
import { type Planning, planning } from "./server";

/** A town of the file's own; the planner is signed in before each of its journeys. */
export function plannersTown(): Planning {
  const town = {} as Planning;
  test.beforeAll(async () => {
    Object.assign(town, await planning());
  });
  test.afterAll(async () => {
    await town.stop();
  });
  test.beforeEach(async ({ room, page }) => {
    room.home = town.url;
    await signedIn(page, town, "planner");
  });
  return town;
}

/** The heading that counts the steps of the open draft. */
export const steps = (page: Page) => page.getByRole("heading", { name: /^调整步骤/ });
