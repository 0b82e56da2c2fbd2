import { beforeEach, describe, expect, it, vi } from "vitest";
import * as api from "./drafts";

/** What was sent, and what each sending comes to: the last one again and again. */
const keys: string[] = [];
let ends: (() => Promise<Response>)[] = [];
const answers = (status: number) => async () => new Response(`{"id":1}`, { status });
const dies = () => Promise.reject(new TypeError("no line"));

beforeEach(() => {
  keys.length = 0;
  vi.stubGlobal("fetch", (_: URL, { headers }: { headers: Record<string, string> }) => {
    keys.push(headers["Idempotency-Key"] ?? "none");
    const [end] = ends;
    if (ends.length > 1) ends.shift();
    return end?.();
  });
});

const again = async (...sent: (() => Promise<unknown>)[]) => {
  for (const one of sent) await one().catch(() => {});
  return keys.map((key) => keys.indexOf(key));
};

const open = () => api.openDraft("Autumn", "");
const comment = (text: string) => () => api.comment(3, text, null);
const merge = (revision: number) => () => api.edit(3, revision, { act: "merge", area: 1, into: 2 });

describe("what is made once", () => {
  it("keeps its key while nobody knows what came of it", async () => {
    ends = [dies, answers(502), answers(201)];
    expect(await again(open, open, open, open)).toEqual([0, 0, 0, 3]);
    expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  });

  it("has another key once it was refused", async () => {
    ends = [answers(422), answers(201)];
    expect(await again(comment("why"), comment("why"))).toEqual([0, 1]);
  });

  it("has another key where something else is said, or on another revision", async () => {
    ends = [dies, answers(201)];
    expect(await again(comment("why"), comment("who"), comment("why"))).toEqual([0, 1, 2]);
    ends = [dies, dies, answers(201)];
    keys.length = 0;
    expect(await again(merge(3), merge(3), merge(4))).toEqual([0, 0, 2]);
  });

  it("is sent under one key where it is pressed twice before the answer", async () => {
    ends = [answers(201)];
    await Promise.all([open(), open()]);
    expect(new Set(keys).size).toBe(1);
  });
});
