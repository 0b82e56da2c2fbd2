import { flushSync } from "svelte";
import { expect, it, vi } from "vitest";
import { drafting } from "../../state/drafting.svelte";
import { drafts } from "../../state/drafts.svelte";
import { drawOnMap } from "./on_map.svelte";

it("looks for the ground of a draft once, and again when somebody drew on it", async () => {
  let revision = 3;
  let grounds = 0;
  vi.stubGlobal("fetch", async ({ pathname }: URL) => {
    const draft = { id: 7, revision, state: "open" };
    if (pathname.endsWith("/borders")) grounds += 1;
    const of = pathname.split("/").slice(5).join("/");
    if (of === "") return Response.json({ draft, edits: [], comments: [] });
    return Response.json({ features: [], issues: [], moves: [], areas: [] });
  });
  const quiet = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((done) => setTimeout(done, 5));
      flushSync();
    }
  };
  const leave = $effect.root(() =>
    drawOnMap(
      () => ({ id: 7 }),
      () => null,
    ),
  );
  drafts.follow(7);
  await quiet();
  expect([grounds, drafts.ground]).toEqual([1, 3]);
  drafts.refresh();
  await quiet();
  expect(grounds).toBe(1);
  revision = 4;
  drafts.refresh();
  await quiet();
  expect([grounds, drafts.ground]).toEqual([2, 4]);
  expect(drafting.writing).toBe(0);
  leave();
});
