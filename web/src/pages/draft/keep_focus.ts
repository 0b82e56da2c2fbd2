/**
 * The keyboard is not lost with the button, row or field that had it.
 *
 * What was made or undone takes its own button away, or puts it to sleep; the browser then
 * leaves the keyboard nowhere, and a reader begins anew at the top of the page.
 */

/** Whether it can no longer have the keyboard. */
const gone = (element: HTMLElement): boolean =>
  !element.isConnected || element.matches(":disabled");

/** A button beside one that sleeps: what was undone can be done again. */
function awakeBeside(element: HTMLElement): HTMLElement | null {
  const beside = [element.nextElementSibling, element.previousElementSibling];
  const awake = beside.find((one) => one instanceof HTMLButtonElement && !one.disabled);
  return (awake as HTMLButtonElement | undefined) ?? null;
}

/** Where the keyboard goes on from; `home` is what is left of where it was. */
function next(last: HTMLElement, home: Element | null): HTMLElement | null {
  const beside = last.isConnected ? awakeBeside(last) : null;
  if (beside) return beside;
  const first = (places: string[]) =>
    places.map((place) => document.querySelector<HTMLElement>(place)).find((one) => one !== null);
  const tab = home?.closest("#aside") ? ['[role="tab"][aria-selected="true"]'] : [];
  return first([...tab, "#picked-area", "#draft-steps"]) ?? null;
}

/** Holds on to the keyboard until it is left; `busy` says that what sleeps may wake again. */
export function keepFocus(busy: () => boolean, map: () => void): () => void {
  let last: HTMLElement | null = null;
  let trail: Element[] = [];
  let lost = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function took({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    lost = false;
    trail = [];
    for (let up = target.parentElement; up; up = up.parentElement) trail.push(up);
  }

  /** Somebody let go of what is still there to be used; what goes away itself is not let go. */
  function left({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null || target !== last) return;
    // A browser may tell of it while the element is being taken away, and when another window
    // is turned to; whoever comes back from there has it again.
    queueMicrotask(() => {
      if (target !== last || last === null || gone(last) || document.activeElement === last) return;
      last = null;
      trail = [];
    });
  }

  function look(): void {
    clearTimeout(waiting);
    waiting = undefined;
    const active = document.activeElement;
    const elsewhere = active !== null && active !== document.body && active !== last;
    if (last === null || elsewhere) return;
    if (gone(last)) lost = true;
    if (!lost) return;
    if (busy()) {
      later();
      return;
    }
    lost = false;
    const home = trail.find((one) => one.isConnected) ?? null;
    if (!gone(last)) last.focus();
    else if (home?.closest("#map")) map();
    else next(last, home)?.focus();
  }

  // Whoever has a better place for the keyboard comes first.
  function later(): void {
    waiting ??= setTimeout(look, 60);
  }

  const watcher = new MutationObserver(() => {
    if (last && gone(last)) later();
  });
  watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  document.addEventListener("focusin", took);
  document.addEventListener("focusout", left);
  return () => {
    clearTimeout(waiting);
    watcher.disconnect();
    document.removeEventListener("focusin", took);
    document.removeEventListener("focusout", left);
  };
}
