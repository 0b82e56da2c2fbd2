/** The handle on the map: a corner of a border, or a station that is tried elsewhere. */
import { untrack } from "svelte";
import { t } from "../../i18n/words.svelte";
import { stage } from "../../map/stage.svelte";
import { moveCorner } from "../../state/keyed";
import { planner } from "../../state/planner.svelte";
import { tryAt } from "../../state/pointing";
import { room } from "../../state/room.svelte";
import { screen } from "../../state/screen.svelte";
import { tooling } from "../../state/tooling.svelte";

/** Holds the handle where what is in hand stands, for as long as the pane that asks is there. */
export function handOnMap(): void {
  // The planner's hand on a station: the trial follows it, the address when it lets go.
  $effect(() => {
    const { map } = stage;
    const trial = room.view.room === "planner" ? planner.trial : null;
    if (!map) return;
    const { doing, corner } = tooling;
    const held = doing.is === "bending" && corner !== null ? doing.line[corner] : undefined;
    if (held && doing.is === "bending" && corner !== null) {
      map.hold({
        lon: held[0],
        lat: held[1],
        label: t().redraw.bend.handle(corner + 1, doing.line.length),
        steps: [1, 10],
        moving: (to) => moveCorner(to),
        moved: (to) => moveCorner(to),
      });
      return;
    }
    if (trial === null || screen.narrow) {
      map.hold(null);
      return;
    }
    map.hold({
      ...trial.place,
      label: t().reach.planner.handle(planner.station?.name ?? t().reach.planner.newStation),
      moving: (to) => planner.moving(to),
      moved: (to) => {
        planner.hand = null;
        tryAt(to);
      },
    });
  });
  // A corner takes the keyboard when it is chosen, and not with whatever else turns meanwhile:
  // who went on to the pages beside the map would move a border with the next arrow key.
  $effect(() => {
    if (tooling.corner !== null) untrack(() => stage.map?.grip());
  });
}
