import { expect, it } from "vitest";
import { Newest } from "./newest";

/** A server that answers when it is told to. */
function slow() {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const came: number[] = [];
  const newest = new Newest<number, number>(
    (question) => {
      asked.push(question);
      return new Promise((done) => waiting.push(() => done(question * 10)));
    },
    (answer) => came.push(answer),
    () => came.push(-1),
  );
  const answer = async () => {
    waiting.shift()?.();
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  };
  return { newest, asked, came, answer };
}

it("asks one at a time and skips what was passed on the way", async () => {
  const { newest, asked, came, answer } = slow();
  for (const place of [1, 2, 3, 4]) newest.ask(place);
  await answer();
  await answer();
  expect(asked).toEqual([1, 4]);
  expect(came).toEqual([10, 40]);
  expect(newest.pending).toBe(false);
});

it("says nothing more once it was dropped", async () => {
  const { newest, came, answer } = slow();
  newest.ask(1);
  newest.drop();
  await answer();
  expect(came).toEqual([]);
});

it("goes on after a question that failed", async () => {
  const came: string[] = [];
  const newest = new Newest<string, string>(
    async (question) => {
      if (question === "bad") throw new Error("no");
      return question;
    },
    (answer) => came.push(answer),
    () => came.push("failed"),
  );
  newest.ask("bad");
  newest.ask("good");
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
  expect(came).toEqual(["failed", "good"]);
});
