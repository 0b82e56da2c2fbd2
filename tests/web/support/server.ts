/** Starts the built binary on a demo town of its own, and stops it at the end. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
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

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/v1/config`)).ok;
  } catch {
    return false;
  }
}

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.JINGWEI_URL) return undefined;
  const home = mkdtempSync(join(tmpdir(), "jingwei-web-"));
  const log = join(home, "server.log");
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(
    binary(),
    ["--db", join(home, "jingwei.db"), "demo", "--listen", url.slice("http://".length)],
    { cwd: home, stdio: ["ignore", openSync(log, "w"), openSync(log, "a")] },
  );
  let gone: number | string | null = null;
  server.once("exit", (code, signal) => {
    gone = code ?? signal;
  });
  for (let begun = Date.now(); !(await answers(url)); ) {
    if (gone !== null) throw new Error(`the server ended (${gone}); its log is ${log}`);
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`no answer in time; its log is ${log}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  process.env.JINGWEI_URL = url;
  return async () => {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
}
