/**
 * Asks again and again, while somebody looks.
 *
 * A page in the background asks nothing; brought to the front it asks at once. The next
 * question waits for the answer to the one before, so that a slow server gets fewer.
 */
export function watch(ask: () => Promise<unknown>, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay = false;
  let left = false;

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (underWay || left || document.visibilityState !== "visible") return;
    underWay = true;
    try {
      await ask();
    } catch {
      // Whether the server is there is told by what the reader asked for, not by this.
    }
    underWay = false;
    if (!left) timer = setTimeout(look, everyMs);
  }

  const turned = () => void look();
  document.addEventListener("visibilitychange", turned);
  void look();
  return () => {
    left = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", turned);
  };
}
