import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "../api/drafts";
import { drafting } from "./drafting.svelte";
import { drafts } from "./drafts.svelte";

/** A server with one draft that takes whatever is sent on its newest revision. */
const server = {
  revision: 3,
  /** `method what @revision` of every write, in order. */
  writes: [] as string[],
  grounds: 0,
  /** Holds answers of this path back until it is called. */
  held: null as { path: RegExp; release: Promise<void> } | null,

  get draft() {
    return { id: this.id, revision: this.revision, state: this.state, title: "t" };
  },
  id: 0,
  state: "open",
  needs: [] as { by: string | null }[],

  async answer(method: string, path: string, match: string | undefined): Promise<Response> {
    const of = path.split("/").slice(5).join("/");
    const seen = match === undefined ? null : Number(match.replaceAll('"', ""));
    let answer: unknown = null;
    if (method === "GET") {
      if (path.endsWith("/drafts")) answer = { drafts: [this.draft] };
      else if (of === "")
        answer = { draft: this.draft, edits: [], comments: [], needs: this.needs };
      else if (of === "issues") answer = { issues: [] };
      else if (of === "impact") answer = { areas: [], moves: [] };
      else answer = { type: "FeatureCollection", features: [] };
      if (of === "borders") this.grounds += 1;
    } else {
      this.writes.push(`${of || "name"} @${seen ?? "any"}`);
      if (seen !== null && seen !== this.revision) {
        return Response.json({ code: "draft_moved" }, { status: 412 });
      }
      if (of !== "comments") this.revision += 1;
      const none = { type: "FeatureCollection", features: [] };
      const drawn = { draft: this.draft, created: [], ended: [], changed: none, borders: none };
      answer = ["edits", "undo", "try"].includes(of) ? { ...drawn, impact: {} } : this.draft;
      if (of === "comments") answer = { id: 1 };
    }
    const { held } = this;
    if (held?.path.test(path)) await held.release;
    return Response.json(answer);
  },
};

vi.stubGlobal(
  "fetch",
  (url: URL, { method, headers }: { method: string; headers: Record<string, string> }) =>
    server.answer(method, url.pathname, headers["If-Match"]),
);

/** Holds back what is answered on a path; the answer lets it go. */
function hold(path: RegExp): () => void {
  let go = () => {};
  server.held = { path, release: new Promise((done) => (go = done)) };
  return () => {
    server.held = null;
    go();
  };
}

const quiet = () => new Promise((done) => setTimeout(done, 5));
/** What the page does whenever the draft it knows is another: it looks for the ground. */
const look = () => drafting.follow(server.id, ["grid"], null);
const act: api.Act = { act: "merge", area: 1, into: 2 };
const rename = () => drafts.write("rename", (id, seen) => api.rename(id, seen, { title: "n" }));
const comment = () => drafts.write("comment", (id) => api.comment(id, "why", null));

beforeEach(async () => {
  server.id += 1;
  server.revision = 3;
  server.state = "open";
  server.grounds = 0;
  server.writes.length = 0;
  await drafting.follow(null, [], null);
  drafts.follow(server.id);
  await quiet();
  await look();
});

describe("an edit names the revision of the ground it was drawn on", () => {
  it("is not made on ground that is older than the draft, which is asked for anew", async () => {
    server.revision = 4; // Somebody else drew.
    await comment();
    await quiet();
    expect(drafts.summary?.revision).toBe(4);
    expect(await drafting.make(act)).toBeNull();
    expect(server.writes).toEqual(["comments @any"]);
    expect(drafting.fault).toMatchObject({ code: "draft_moved" });

    await look();
    expect(server.grounds).toBe(2);
    expect(drafting.fault).toMatchObject({ code: "draft_moved" });
    expect(await drafting.make(act)).not.toBeNull();
    expect(server.writes.at(-1)).toBe("edits @4");
    expect(drafting.fault).toBeNull();
  });

  it("is refused where the ground was asked for before somebody drew", async () => {
    server.revision = 4;
    expect(await drafting.make(act)).toBeNull();
    expect(server.writes).toEqual(["edits @3"]);
    await quiet();
    await look();
    expect(server.grounds).toBe(2);
    await drafting.make(act);
    expect(server.writes.at(-1)).toBe("edits @4");
  });

  it("is not made on a picture that came after it was drawn", async () => {
    const release = hold(/edits$/);
    const first = drafting.make(act);
    const second = drafting.make(act);
    await quiet();
    server.revision = 6; // The first is made, as 4, and two more by others.
    drafts.refresh();
    await quiet();
    release();
    expect(await first).not.toBeNull();
    expect(await second).toBeNull();
    expect(server.writes).toEqual(["edits @3"]);
  });

  it("tells the hand that what it tries was drawn on another picture", async () => {
    drafting.attempt(act);
    await quiet();
    expect(drafting.trial).not.toBeNull();
    server.revision = 9;
    drafts.refresh();
    await quiet();
    await look();
    expect(drafting.trial).toBeNull();
    expect(drafting.fault).toMatchObject({ code: "draft_moved" });
  });
});

describe("own steps leave the ground as it is", () => {
  it("draws, renames and draws on", async () => {
    await drafting.make(act);
    await rename();
    expect(await drafting.make(act)).not.toBeNull();
    await quiet();
    await look();
    expect(server.writes).toEqual(["edits @3", "name @4", "edits @5"]);
    expect(server.grounds).toBe(1);
  });

  it("waits with an edit until the step is answered", async () => {
    const release = hold(/drafts\/\d+$/);
    const named = rename();
    const made = drafting.make(act);
    await quiet();
    release();
    await named;
    expect(await made).not.toBeNull();
    expect(server.writes).toEqual(["name @3", "edits @4"]);
  });

  it("asks for the ground anew where somebody else came between", async () => {
    server.revision = 4;
    drafts.refresh();
    await quiet();
    await rename();
    await quiet();
    await look();
    expect(server.grounds).toBe(2);
    await drafting.make(act);
    expect(server.writes).toEqual(["name @4", "edits @5"]);
  });

  it("takes one edit after another though the draft is told of before its answer", async () => {
    const release = hold(/edits$/);
    const made = [drafting.make(act), drafting.make(act)];
    await quiet();
    drafts.refresh();
    await quiet();
    await look();
    expect(server.grounds).toBe(1);
    release();
    expect(await Promise.all(made)).not.toContain(null);
    expect(server.writes).toEqual(["edits @3", "edits @4"]);
  });
});

it("is done writing when the draft was left with edits still waiting", async () => {
  const release = hold(/undo$/);
  const undone = [drafting.undo(), drafting.undo()];
  expect(drafting.writing).toBe(2);
  await quiet();
  await drafting.follow(null, [], null);
  release();
  await Promise.all(undone);
  expect(server.writes).toEqual(["undo @3"]);
  expect(drafting.writing).toBe(0);
});

describe("a draft that others agreed to", () => {
  beforeEach(async () => {
    server.state = "scheduled";
    server.needs = [{ by: "approver" }, { by: null }];
    drafts.refresh();
    await quiet();
  });

  it("is not drawn on, and nothing is undone in it, before somebody said yes", async () => {
    for (const ask of [drafting.undo, drafting.redo, () => drafting.make(act)]) {
      const made = ask();
      expect(drafts.reopening).toMatchObject({ state: "scheduled", agreed: ["approver"] });
      // A key pressed once more asks nothing more, and makes nothing.
      expect(await drafting.undo()).toBe(null);
      drafts.reopening?.answer(false);
      expect(await made).toBe(null);
    }
    expect([server.writes, drafts.reopening]).toEqual([[], null]);
  });

  it("is drawn on once that was said", async () => {
    const made = drafting.undo();
    drafts.reopening?.answer(true);
    expect(await made).not.toBe(null);
    expect(server.writes).toEqual(["undo @3"]);
  });

  it("forgets the question with the draft", async () => {
    const made = drafting.make(act);
    server.id += 1;
    drafts.follow(server.id);
    expect([await made, drafts.reopening, server.writes]).toEqual([null, null, []]);
  });
});

describe("what somebody else made of the draft", () => {
  it("is shown with the next look, ground and all", async () => {
    await drafts.look();
    await quiet();
    expect([drafts.summary?.revision, server.grounds]).toEqual([3, 1]);
    server.revision = 5;
    server.state = "approved";
    await drafts.look();
    await quiet();
    await look();
    await quiet();
    expect(drafts.summary).toMatchObject({ revision: 5, state: "approved" });
    expect([drafts.ground, server.grounds]).toEqual([5, 2]);
  });

  it("is shown where only its hour came", async () => {
    server.state = "in_force";
    await drafts.look();
    await quiet();
    expect([drafts.summary?.state, drafts.editable]).toEqual(["in_force", false]);
  });

  it("is told of in the list of all", async () => {
    drafts.enter();
    await quiet();
    server.state = "retired";
    await drafts.look();
    expect(drafts.list.current).toMatchObject({ is: "ready", value: [{ state: "retired" }] });
  });
});
