import { flushSync } from "svelte";
import { expect, it, vi } from "vitest";
import type { Border } from "../../api/drafts";
import { stage } from "../../map/stage.svelte";
import { step } from "../../state/keyed";
import { opened } from "../../state/redraw";
import { room } from "../../state/room.svelte";
import { tooling } from "../../state/tooling.svelte";
import { handOnMap } from "./hand_on_map.svelte";

it("gives the keyboard to a corner when it is chosen, and leaves it where it went then", () => {
  const map = { hold: vi.fn(), grip: vi.fn() };
  stage.map = map as unknown as typeof stage.map;
  room.show({ ...opened(7), tool: "reshape" });
  const border = { properties: {}, geometry: { coordinates: [] } } as unknown as Border;
  const line: [number, number][] = [
    [1, 0],
    [1, 1],
    [1, 2],
  ];
  tooling.doing = { is: "bending", border, line };
  const leave = $effect.root(() => handOnMap());
  flushSync();
  step(1);
  flushSync();
  expect(map.hold.mock.lastCall?.[0]).toMatchObject({ lon: 1, lat: 0 });
  map.grip.mockClear();
  room.turn({ aside: "issues" });
  flushSync();
  tooling.doing = { is: "bending", border, line: line.map(([lon, lat]) => [lon + 1, lat]) };
  flushSync();
  expect(map.hold.mock.lastCall?.[0]).toMatchObject({ lon: 2 });
  expect(map.grip).not.toHaveBeenCalled();
  step(1);
  flushSync();
  expect(map.grip).toHaveBeenCalled();
  leave();
});
