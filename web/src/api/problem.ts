/**
 * What can go wrong between this page and the server.
 *
 * The server answers faults as problem+json with a stable `code`; the page shows
 * its own words for the code, in the reader's language, and never the raw text alone.
 */

export type Fault =
  | { kind: "unreachable" }
  | {
      kind: "refused";
      status: number;
      code: string;
      detail: string | null;
      /** Why something drawn was refused, and where. */
      refusal?: Refusal;
    };

/** The draft is unchanged in every case. */
export interface Refusal {
  code: string;
  at: [number, number] | null;
  areas: { id: number; level: string; code: string; name: string }[];
  message: string;
}

export class Problem extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault.kind === "refused" ? `${fault.status} ${fault.code}` : fault.kind, options);
    this.name = "Problem";
    this.fault = fault;
  }
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Reads a problem+json body; a proxy's own error page has none and keeps its status. */
export function asProblem(status: number, body: unknown): Problem {
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem({
    kind: "refused",
    status,
    code: text(fields.code) ?? `http_${status}`,
    detail: text(fields.detail) ?? text(fields.title),
    ...(isRefusal(fields.refusal) ? { refusal: fields.refusal } : {}),
  });
}

const isRefusal = (value: unknown): value is Refusal =>
  typeof value === "object" && value !== null && "code" in value && "message" in value;

/** Turns whatever was thrown into a fault that can be shown. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Problem) return thrown.fault;
  return { kind: "refused", status: 0, code: "page_fault", detail: String(thrown) };
}

export const isAbort = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === "AbortError";
