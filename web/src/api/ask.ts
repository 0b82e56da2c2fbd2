/** Asks what `openapi.json` does not describe yet, with the same patience and problems. */
import { settled } from "./client";
import { madeOnce } from "./once";
import { pass } from "./pass.svelte";

interface Question {
  query?: Record<string, string | number>;
  body?: unknown;
  /** The revision looked at: the server refuses a write on any other. */
  revision?: number;
  /** Sent with a key of its own, and with the same one again while it is not answered. */
  once?: boolean;
  /** The answer is a file. */
  blob?: boolean;
  signal?: AbortSignal | undefined;
}

export function ask<T>(method: string, path: string, question: Question): Promise<T> {
  const { query, body, revision, once, blob } = question;
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, `${value}`);
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers: Record<string, string> = {
    ...pass.headers(),
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(revision === undefined ? {} : { "If-Match": `"${revision}"` }),
  };
  const send = (more: Record<string, string> = {}) =>
    settled<T>(async (signal) => {
      const response = await fetch(url, {
        method,
        headers: { ...headers, ...more },
        signal,
        ...sent,
      });
      if (response.ok && blob) return { data: (await response.blob()) as T, response };
      const text = await response.text();
      const read: unknown = text === "" ? null : parsed(text);
      return response.ok ? { data: read as T, response } : { error: read, response };
    }, question.signal);
  if (!once) return send();
  const what = JSON.stringify([revision, sent.body]);
  return madeOnce(path, what, (key) => send({ "Idempotency-Key": key }));
}

/** A proxy's own error page is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
