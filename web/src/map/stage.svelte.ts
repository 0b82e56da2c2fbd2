/**
 * The one map on the page, for those who steer it from outside.
 *
 * Names no map code at run time, so the panel is usable before the map library
 * has arrived.
 */
import { screen } from "../state/screen.svelte";
import type { Margins, RoomMap } from "./room_map";

class Stage {
  map = $state.raw<RoomMap | null>(null);
  /** The area under the pointer, on the map or in the list. */
  hovered = $state<number | null>(null);
  /** Pixels at the bottom of the map that a sheet covers. */
  covered = $state(0);

  /** What must stay clear of controls when something is brought into sight. */
  readonly margins: Margins = $derived(
    screen.narrow
      ? { top: 132, right: 24, bottom: this.covered + 60, left: 24 }
      : { top: 64, right: 72, bottom: 64, left: 40 },
  );
  /** A picture of the map, taken for print. */
  picture = $state<string | null>(null);

  /** Shows everything that is published. */
  home(bounds: readonly number[] | null | undefined): void {
    const [west, south, east, north] = bounds ?? [];
    if (west === undefined || south === undefined || east === undefined || north === undefined) {
      return;
    }
    this.map?.fit([west, south, east, north], this.margins);
  }

  /** Prints the map on paper's colours, beside the panel. */
  async print(): Promise<void> {
    this.picture = (await this.map?.pictureOnPaper()) ?? null;
    // The picture must be on the page before the print dialogue freezes it.
    requestAnimationFrame(() => requestAnimationFrame(() => print()));
  }

  /** For the browser's own print command, which does not wait. */
  expose(): void {
    this.picture ??= this.map?.picture() ?? null;
  }
}

export const stage = new Stage();
