/** Asks what `openapi.json` does not describe yet, with the same patience and problems. */
import { settled } from "./client";
import { pass } from "./pass.svelte";

interface Question {
  query?: Record<string, string | number>;
  body?: unknown;
  /** The revision looked at: the server refuses a write on any other. */
  revision?: number;
  /** Sent with a key of its own, so that a repeat is not made twice. */
  once?: boolean;
  /** The answer is a file. */
  blob?: boolean;
  signal?: AbortSignal | undefined;
}

export function ask<T>(method: string, path: string, question: Question): Promise<T> {
  const { query, body, revision, once, blob } = question;
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, `${value}`);
  const headers: Record<string, string> = {
    ...pass.headers(),
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(revision === undefined ? {} : { "If-Match": `"${revision}"` }),
    ...(once ? { "Idempotency-Key": freshKey() } : {}),
  };
  return settled<T>(async (signal) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers, signal, ...sent });
    if (response.ok && blob) return { data: (await response.blob()) as T, response };
    const text = await response.text();
    const read: unknown = text === "" ? null : parsed(text);
    return response.ok ? { data: read as T, response } : { error: read, response };
  }, question.signal);
}

/** A proxy's own error page is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Random enough on pages without TLS too, where `randomUUID` is missing. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
