import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, expect, it } from "vitest";
import type { AreaProperties } from "../../api/drafts";
import { opened } from "../../state/redraw";
import { room } from "../../state/room.svelte";
import { unsaved } from "../../state/unsaved.svelte";
import Describe from "./Describe.svelte";

const area = (id: number, phone: string) =>
  ({
    id,
    level: "grid",
    code: `c${id}`,
    name: `n${id}`,
    attributes: { public_phone: phone },
  }) as unknown as AreaProperties;
const phone = () => document.querySelector<HTMLInputElement>('[name="public_phone"]');

afterEach(cleanup);

it("keeps what was typed of an area until it is saved or given up", async () => {
  room.show(opened(7));
  const { rerender, unmount } = render(Describe, { area: area(1, "110") });
  await fireEvent.input(phone() as HTMLInputElement, { target: { value: "119" } });
  await rerender({ area: area(2, "120") });
  expect(phone()?.value).toBe("120");
  expect(unsaved.in(7).map(({ area }) => area.id)).toEqual([1]);
  await rerender({ area: area(1, "110") });
  expect(phone()?.value).toBe("119");
  unmount();
  expect(unsaved.in(8)).toEqual([]);

  // Of another draft nothing was typed.
  room.show(opened(8));
  const other = render(Describe, { area: area(1, "110") });
  expect(phone()?.value).toBe("110");
  other.unmount();

  room.show(opened(7));
  render(Describe, { area: area(1, "110") });
  expect(phone()?.value).toBe("119");
  await fireEvent.click(screen.getByText("Give up"));
  expect(phone()?.value).toBe("110");
  expect(unsaved.in(7)).toEqual([]);
});
