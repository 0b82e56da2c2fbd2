/**
 * What is to be done once though it may be sent twice.
 *
 * Where no answer came nobody knows whether it was done. Sent again it carries the key
 * it had, by which the server knows it; once it is answered the key is forgotten, so
 * that the same words said later are said anew.
 */
import { faultOf } from "./problem";

/** The last question of each path that is not answered, and its key. */
const open = new Map<string, { what: string; key: string }>();

/** Sends it under a key of its own, or under the one it had if that was not answered. */
export async function madeOnce<T>(
  path: string,
  what: string,
  send: (key: string) => Promise<T>,
): Promise<T> {
  const before = open.get(path);
  const asked = before?.what === what ? before : { what, key: freshKey() };
  open.set(path, asked);
  let answered = true;
  try {
    return await send(asked.key);
  } catch (thrown) {
    answered = isAnswer(thrown);
    throw thrown;
  } finally {
    if (answered && open.get(path) === asked) open.delete(path);
  }
}

/** Only a refusal says that nothing was done: a server that failed may have failed after it. */
function isAnswer(thrown: unknown): boolean {
  const fault = faultOf(thrown);
  return fault.kind === "refused" && fault.status >= 400 && fault.status < 500;
}

/** Random enough on pages without TLS too, where `randomUUID` is missing. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
