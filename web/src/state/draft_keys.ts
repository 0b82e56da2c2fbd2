/** The keys of a draft. Each says whether it took the press; what it leaves is the room's. */
import { stage } from "../map/stage.svelte";
import { draftPicture } from "./draft_picture.svelte";
import { drafting } from "./drafting.svelte";
import { drafts } from "./drafts.svelte";
import { insert, remove, step } from "./keyed";
import { afterwards, toolOf } from "./redraw";
import { room } from "./room.svelte";
import { tooling } from "./tooling.svelte";

/** Undo where every hand looks for it. */
export function undoKey(event: KeyboardEvent): boolean {
  if (!tooling.subject || !(event.ctrlKey || event.metaKey)) return false;
  const key = event.key.toLowerCase();
  const again = key === "y" || (key === "z" && event.shiftKey);
  if (!again && key !== "z") return false;
  // Somebody is being asked already.
  if (drafts.reopening) return true;
  // What is half done is given up first: undo must never surprise the hand that draws.
  if (!again && tooling.unfinished) return tooling.back();
  if (again ? drafting.canRedo : drafting.canUndo) void (again ? drafting.redo() : drafting.undo());
  return true;
}

export function draftKey(event: KeyboardEvent): boolean {
  const { subject, doing } = tooling;
  if (!subject) return false;
  const onHandle = event.target instanceof HTMLElement && event.target.matches(".map-handle");
  switch (event.key) {
    case "Escape":
      tooling.back();
      return true;
    case ",":
    case ".":
      step(event.key === "." ? 1 : -1);
      return true;
    case "i":
    case "Insert":
      insert();
      return true;
    case "Delete":
      if (!tooling.end()) remove();
      return true;
    case "Backspace":
      remove();
      return true;
    case "x":
      stage.map?.focus();
      return true;
    case "f":
      document.getElementById("choose-area")?.focus();
      return true;
    case "a":
      document.getElementById(`tab-${subject.aside}`)?.focus();
      return true;
    case "w":
      room.turn({ compare: afterwards(subject.compare) });
      return true;
    case "e":
      nextIssue();
      return true;
    case "Enter": {
      const idle = event.target === document.body && doing.is === "proposing";
      if (!idle && (doing.is !== "bending" || !onHandle)) return false;
      void tooling.confirm();
      return true;
    }
  }
  const tool = toolOf(event.key);
  if (tool === null) return false;
  tooling.turn(tool);
  return true;
}

function nextIssue(): void {
  const { found } = drafts;
  room.turn({ aside: "issues" });
  if (found.length === 0) return;
  const next = ((draftPicture.chosen ?? -1) + 1) % found.length;
  draftPicture.chosen = next;
  draftPicture.focusWanted = true;
  const at = found[next]?.at;
  if (at) stage.map?.reveal(at[0], at[1], 60, stage.margins, true);
}
