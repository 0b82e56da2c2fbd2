import { beforeEach, expect, it, vi } from "vitest";
import * as api from "../api/client";
import { endedArea } from "./ended";

vi.mock("../api/client");

const ref = (id: number) => ({ id, level: "grid", code: `c${id}`, name: `n${id}` });
const step = (release: number, kind: string, from_id: number | null, to_id: number) => ({
  release,
  kind,
  level: "grid",
  from_id,
  from_code: from_id === null ? null : `c${from_id}`,
  to_id,
  to_code: `c${to_id}`,
});
const { signal } = new AbortController();
/** Area 5 was merged into 6 with release 3; its code went to area 9 then. */
const held = [
  { id: 5, level: "grid", name: "第五网格", from_release: 1, to_release: 3 },
  { id: 9, level: "grid", name: "别的", from_release: 4, to_release: null },
];
let successors = [ref(6)];

beforeEach(() => {
  successors = [ref(6)];
  vi.mocked(api.lineage).mockImplementation(async (query) =>
    "code" in query
      ? { held, steps: [], successors: [], more: false }
      : {
          held: [],
          steps: [step(1, "new", null, 5), step(3, "merge", 5, 6), step(5, "rename", 6, 6)],
          successors,
          more: false,
        },
  );
});

it("tells what an area that ended was called, with which release, and who came after", async () => {
  expect(await endedArea(5, signal)).toEqual({
    name: "第五网格",
    release: 3,
    successors: [ref(6)],
  });
});

it("is nothing of an area that is there", async () => {
  successors = [ref(5)];
  expect(await endedArea(5, signal)).toBe(null);
});
