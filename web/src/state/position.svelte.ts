/** Where the reader stands, as the device tells it. */
import { LARGEST_ACCURACY_M } from "./address";

export type Refusal = "denied" | "unavailable" | "timeout" | "insecure";

export type Position =
  | { is: "idle" }
  | { is: "asking" }
  | { is: "refused"; why: Refusal }
  | { is: "found"; lon: number; lat: number; accuracy: number; stated: number };

/** The browser's numbers for refusals (Geolocation API). */
const WHY: Record<number, Refusal> = { 1: "denied", 2: "unavailable", 3: "timeout" };
const PATIENCE_MS = 15_000;

/** Asks the device once. Never throws: a refusal is an answer that can be shown. */
export function ask(): Promise<Position> {
  if (!globalThis.isSecureContext || !navigator.geolocation) {
    return Promise.resolve({ is: "refused", why: "insecure" });
  }
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const stated = Math.max(1, Math.round(coords.accuracy));
        done({
          is: "found",
          lon: coords.longitude,
          lat: coords.latitude,
          accuracy: Math.min(stated, LARGEST_ACCURACY_M),
          stated,
        });
      },
      ({ code }) => done({ is: "refused", why: WHY[code] ?? "unavailable" }),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 10_000 },
    );
  });
}
