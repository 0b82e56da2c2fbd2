/** Escape where something is asked: it takes the question back, and nothing that lies below. */
import type { Attachment } from "svelte/attachments";

export const onEscape =
  (leave: () => void): Attachment<HTMLElement> =>
  (element) => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    };
    element.addEventListener("keydown", key);
    return () => element.removeEventListener("keydown", key);
  };
