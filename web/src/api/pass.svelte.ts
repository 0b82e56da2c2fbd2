/**
 * What lets the reader in: a person's session, or a token.
 *
 * A token is shown with every request and kept for this tab only. A session is a
 * cookie no script can read, so the page only remembers that there should be one.
 *
 * `X-Requested-With` tells the server that a page asks, so that it leaves the
 * asking for a token to the page and no dialog of the browser pops up.
 */
import type { Person } from "./session";

const KEY = "token";
const SIGNED_IN = "signed-in";

function stored(storage: "sessionStorage" | "localStorage", key: string): string | null {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

function keep(storage: "sessionStorage" | "localStorage", key: string, value: string | null): void {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch {
    // Storage is barred: what is known lasts until the page is closed.
  }
}

class Pass {
  token = $state<string | null>(stored("sessionStorage", KEY));
  /** Who signed in by name; null with a token, and before the server said so. */
  person = $state.raw<Person | null>(null);
  /** A session was begun in this browser and not ended: worth asking about. */
  expected = $state(stored("localStorage", SIGNED_IN) !== null);
  /** Set while the server lets nobody in: no token was shown, or one it does not know. */
  refused = $state<"needed" | "unknown" | null>(null);

  readonly within: boolean = $derived(this.token !== null || this.person !== null);

  /** What every request carries. */
  headers(): Record<string, string> {
    const page = { "X-Requested-With": "jingwei-page" };
    return this.token === null ? page : { ...page, Authorization: `Bearer ${this.token}` };
  }

  enter(token: string): void {
    this.token = token;
    this.refused = null;
    keep("sessionStorage", KEY, token);
  }

  /** The server knows who this is. */
  greet(person: Person): void {
    this.person = person;
    this.expected = true;
    this.refused = null;
    keep("localStorage", SIGNED_IN, "1");
  }

  /** Nobody is signed in here any longer. */
  forget(): void {
    this.person = null;
    this.expected = false;
    keep("localStorage", SIGNED_IN, null);
  }

  /** The server answered 401. A token it does not know is not shown again. */
  refuse(): void {
    this.refused = this.token === null ? (this.refused ?? "needed") : "unknown";
    this.token = null;
    keep("sessionStorage", KEY, null);
    this.forget();
  }

  /** What was seen by right must not stay on the page: it begins anew. */
  async leave(): Promise<void> {
    keep("sessionStorage", KEY, null);
    if (this.person)
      await fetch("/api/v1/session", { method: "DELETE", headers: this.headers() }).catch(() => {});
    this.forget();
    location.reload();
  }
}

export const pass = new Pass();
