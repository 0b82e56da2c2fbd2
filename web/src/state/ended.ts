/** What became of an area that a link still names. */
import * as api from "../api/client";

export interface Ended {
  /** What it was called, or else its code. */
  name: string;
  /** The release it ended with. */
  release: number;
  /** Who has its ground now. */
  successors: api.Lineage["successors"];
}

/** Null where it is in force, or where nothing is on record of it. */
export async function endedArea(id: number, signal: AbortSignal): Promise<Ended | null> {
  const own = await api.lineage({ id }, signal);
  if (own.successors.some((area) => area.id === id)) return null;
  const steps = own.steps.filter(({ from_id }) => from_id === id);
  const last = steps.at(-1);
  const code = last?.from_code ?? own.steps.find(({ to_id }) => to_id === id)?.to_code;
  // A code says what it was called, which an id does not; without it the code must do.
  const held = code ? (await api.lineage({ code }, signal)).held : [];
  const holder = held.find((one) => one.id === id);
  const release = holder?.to_release ?? last?.release;
  if (release == null) return null;
  return { name: holder?.name || code || `#${id}`, release, successors: own.successors };
}
