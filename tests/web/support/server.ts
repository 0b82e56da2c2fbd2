/** Starts the built binary on a demo town of its own, and stops it at the end. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
/** The password of the demo town's planner and approver. */
const PASSWORD = process.env.JINGWEI_DEMO_PASSWORD ?? "tulip-garden-42";
const PATIENCE_MS = 120_000;

function binary(): string {
  const places = [
    process.env.JINGWEI_BIN,
    join(ROOT, "target/release/jingwei"),
    join(ROOT, "target/debug/jingwei"),
  ];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (!found) throw new Error("no jingwei binary: run `make build`, or name one in JINGWEI_BIN");
  return found;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}

/** Whether a server is there; a closed one answers that it wants a token. */
async function answers(url: string): Promise<boolean> {
  try {
    const { ok, status } = await fetch(`${url}/api/v1/config`);
    return ok || status === 401;
  } catch {
    return false;
  }
}

interface Running {
  url: string;
  stop: () => Promise<void>;
}

/** Starts the binary on the database in `home` and waits until it answers. */
async function run(home: string, args: string[]): Promise<Running> {
  const log = join(home, "server.log");
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(
    binary(),
    ["--db", join(home, "jingwei.db"), ...args, "--listen", url.slice("http://".length)],
    { cwd: home, env: { ...process.env, JINGWEI_DEMO_PASSWORD: PASSWORD }, stdio: ["ignore", openSync(log, "w"), openSync(log, "a")] },
  );
  let gone: number | string | null = null;
  const ended = new Promise<void>((done) =>
    server.once("exit", (code, signal) => {
      gone = code ?? signal;
      done();
    }),
  );
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
  };
  for (let begun = Date.now(); !(await answers(url)); ) {
    if (gone !== null) throw new Error(`the server ended (${gone}); its log is ${log}`);
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`no answer in time; its log is ${log}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  return { url, stop };
}

const newHome = () => mkdtempSync(join(tmpdir(), "jingwei-web-"));

/** A server of its own that lets nobody in without a token, and such a token. */
export const closed = () => withToken("viewer", ["serve", "--internal"]);

/** A token for a town, and how to make one for a planner bound to an area of it. */
interface Keys {
  token: string;
  boundTo?: (area: string) => string;
}

/** A demo town of its own, served as asked, and a token of this role for it. */
async function withToken(role: string, serve: string[]): Promise<Running & Keys> {
  const home = newHome();
  await (await run(home, ["demo"])).stop();
  const made = (...of: string[]) => {
    const args = ["--db", join(home, "jingwei.db"), "token", "create", "--role", ...of];
    const [token] = /jw_\S+/.exec(execFileSync(binary(), args, { encoding: "utf8" })) ?? [];
    if (!token) throw new Error("no token was made");
    return token;
  };
  const token = made(role);
  const { url, stop } = await run(home, serve);
  return {
    url,
    token,
    boundTo: (area) => made("planner", "--area", area),
    stop: async () => {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A server with a planner's token, and people who draw and approve under one password. */
export type Planning = Running & Keys & { password: string };

/**
 * One of its own, because a planner's draft must not meet other journeys; or the
 * running one, where `JINGWEI_PLANNER` gives a token for it and `JINGWEI_DEMO_PASSWORD`
 * the password of its people.
 */
export async function planning(): Promise<Planning> {
  const { JINGWEI_URL: url, JINGWEI_PLANNER: token } = process.env;
  if (url && token) return { url, token, password: PASSWORD, stop: async () => {} };
  return { ...(await withToken("planner", ["serve"])), password: PASSWORD };
}

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.JINGWEI_URL) return undefined;
  const home = newHome();
  const { url, stop } = await run(home, ["demo"]);
  process.env.JINGWEI_URL = url;
  return async () => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  };
}
