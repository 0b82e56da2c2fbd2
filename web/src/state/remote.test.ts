import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import { known, Load } from "./remote.svelte";

describe("a load", () => {
  it("keeps the last answer while the next is under way and after it failed", async () => {
    const load = new Load<string>();
    await load.run(async () => "first");
    const next = load.run(() => Promise.reject(new Problem({ kind: "unreachable" })));
    expect(load.current).toEqual({ is: "loading", last: "first" });
    await next;
    expect(load.current).toMatchObject({ is: "failed", fault: { kind: "unreachable" } });
    expect(known(load.current)).toBe("first");
  });

  it("lets a newer question win over a slower older one", async () => {
    const load = new Load<string>();
    let release: (value: string) => void = () => {};
    const slow = load.run(() => new Promise<string>((done) => (release = done)));
    await load.run(async () => "new");
    release("old");
    await slow;
    expect(load.current).toEqual({ is: "ready", value: "new" });
  });

  it("asks the same again on retry", async () => {
    const load = new Load<number>();
    let asked = 0;
    await load.run(async () => {
      asked += 1;
      if (asked === 1) throw new Problem({ kind: "unreachable" });
      return asked;
    });
    load.retry();
    await Promise.resolve();
    await Promise.resolve();
    expect(load.current).toEqual({ is: "ready", value: 2 });
  });
});
