/**
 * The token a closed server asks for: shown with every request, kept for this tab only.
 *
 * `X-Requested-With` tells the server that a page asks, so that it leaves the
 * asking for a token to the page and no dialog of the browser pops up.
 */
const KEY = "token";

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // Storage is barred: the token lasts until the page is closed.
  }
}

class Pass {
  token = $state<string | null>(stored());
  /** Set while the server lets nobody in: no token was shown, or one it does not know. */
  refused = $state<"needed" | "unknown" | null>(null);

  /** What every request carries. */
  headers(): Record<string, string> {
    const page = { "X-Requested-With": "jingwei-page" };
    return this.token === null ? page : { ...page, Authorization: `Bearer ${this.token}` };
  }

  enter(token: string): void {
    this.token = token;
    this.refused = null;
    keep(token);
  }

  /** The server answered 401. A token it does not know is not shown again. */
  refuse(): void {
    this.refused = this.token === null ? (this.refused ?? "needed") : "unknown";
    this.token = null;
    keep(null);
  }

  /** What the token brought must not stay on the page: it begins anew. */
  leave(): void {
    keep(null);
    location.reload();
  }
}

export const pass = new Pass();
