/** A draft on the map: its ground as it is needed, and the pen that draws on it. */
import { untrack } from "svelte";
import type { Pen } from "../../edit/pen";
import { PALETTES } from "../../map/palette";
import type { Ground } from "../../map/redraw";
import type { Bounds } from "../../map/room_map";
import { stage } from "../../map/stage.svelte";
import { draftPicture } from "../../state/draft_picture.svelte";
import { drafting } from "../../state/drafting.svelte";
import { drafts } from "../../state/drafts.svelte";
import { preferences } from "../../state/preferences.svelte";
import { room } from "../../state/room.svelte";
import { screen } from "../../state/screen.svelte";
import { tooling } from "../../state/tooling.svelte";
import { town } from "../../state/town.svelte";

/** Follows the draft in hand for as long as the pane that asks is there. */
export function drawOnMap(draft: () => { id: number } | null, bounds: () => Bounds | null): void {
  /** The filled level, the one above it for parents, and those below, which borders run between. */
  const drawnLevels = $derived.by(() => {
    const keys = town.levels.map(({ key }) => key);
    return keys.slice(Math.max(0, keys.indexOf(town.level ?? "") - 1));
  });
  $effect(() => {
    const of = draft();
    const id = of && drafts.summary?.id === of.id ? of.id : null;
    void [drafting.writing, drafts.writing];
    const levels = drawnLevels;
    const box = drafting.partly && room.view.camera ? (stage.map?.sight() ?? null) : bounds();
    untrack(() => void drafting.follow(id, levels, box));
  });
  $effect(() => {
    const { map } = stage;
    if (!map || !draft()) return;
    for (const [name, data] of Object.entries(draftPicture.laid)) map.lay(name as Ground, data);
  });

  // The pen comes with the first draft, and stays whatever is picked.
  const drawable = $derived(draft() !== null && !screen.narrow);
  $effect(() => {
    const { map } = stage;
    if (!map || !drawable) return;
    let left = false;
    let pen: Pen | null = null;
    const ink = () => {
      const { accent, paper, blind } = PALETTES[preferences.drawn];
      return { accent, paper, fault: blind };
    };
    void Promise.all([import("../../edit/pen"), map.lend((lent) => lent)]).then(
      ([{ Pen }, lent]) => {
        if (left) return;
        pen = new Pen(
          lent,
          {
            bending: (line) => tooling.bending(line),
            bent: (line) => void tooling.bent(line),
            drawing: (line) => tooling.drawing(line),
            drawn: (line) => tooling.drawn(line),
          },
          tooling.snap,
          ink,
        );
        tooling.equip(pen);
      },
    );
    return () => {
      left = true;
      tooling.equip(null);
      pen?.remove();
    };
  });
  $effect(() => {
    const faulty = drafting.refusal !== null && tooling.unfinished;
    tooling.pen?.blame(faulty);
  });
  $effect(() => {
    void preferences.drawn;
    tooling.pen?.restyle();
  });
  // A border that came anew is taken in hand again.
  $effect(() => {
    void drafting.drawn;
    untrack(() => tooling.hold());
  });
}
