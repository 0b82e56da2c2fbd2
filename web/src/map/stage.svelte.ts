/**
 * The one map on the page, for those who steer it from outside.
 *
 * Names no map code at run time, so the panel is usable before the map library
 * has arrived.
 */
import type { Camera } from "../state/address";
import { screen } from "../state/screen.svelte";
import type { Margins, RoomMap } from "./room_map";

/** The rail and the panel beside the map. */
const PANEL_PX = 408;

class Stage {
  map = $state.raw<RoomMap | null>(null);
  /** Told of every step of the camera: a second map follows this one. */
  moving: ((camera: Camera) => void) | null = null;
  /** How close the map stands, once it does. */
  zoom = $state<number | null>(null);
  /** The area under the pointer, on the map or in the list. */
  hovered = $state<number | null>(null);
  /** Pixels at the bottom of the map that a sheet covers. */
  covered = $state(0);

  /** What must stay clear of controls when something is brought into sight. */
  readonly margins: Margins = $derived(
    screen.narrow
      ? { top: 132, right: 68, bottom: this.covered + 76, left: 24 }
      : { top: 64, right: 72, bottom: 64, left: 40 },
  );
  /** A picture of the map, taken for print. */
  picture = $state<string | null>(null);

  /** How close everything fits: what the map opens with, known before it is there. */
  fitted([west = 0, south = 0, east = 0, north = 0]: readonly number[]): number {
    const { top, right, bottom, left } = this.margins;
    const wide = innerWidth - (screen.narrow ? 0 : PANEL_PX) - left - right;
    const high = innerHeight - top - bottom;
    const down = (lat: number) => Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
    const turns = Math.max((east - west) / 360 / wide, (down(north) - down(south)) / high);
    return turns > 0 ? Math.log2(1 / (512 * turns)) : 14;
  }

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
