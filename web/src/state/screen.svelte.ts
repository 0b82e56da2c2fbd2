/** The screen and the network as the page now finds them. */
class Screen {
  /** Phone layout: the panel becomes a sheet at the bottom. */
  narrow = $state(false);
  online = $state(true);

  constructor() {
    this.online = navigator.onLine ?? true;
    addEventListener("online", () => {
      this.online = true;
    });
    addEventListener("offline", () => {
      this.online = false;
    });
    const query = globalThis.matchMedia?.("(max-width: 760px)");
    if (!query) return;
    this.narrow = query.matches;
    query.addEventListener("change", (event) => {
      this.narrow = event.matches;
    });
  }
}

export const screen = new Screen();
