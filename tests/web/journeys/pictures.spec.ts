/**
 * Every state, looked at: desktop and phone, light and dark, Chinese and English.
 * Each is checked by axe-core on the way, and left as a picture in results/.
 */
import { at, expect, type Room, someGrid, test } from "../support/room";

const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

type Step = (room: Room) => Promise<void>;

const STATES: Record<string, Step> = {
  overview: (room) => room.open(),
  answer: async (room) => room.open(`#/map?${at((await someGrid()).label_point)}`),
  doubt: async (room) => {
    const { bounds } = await someGrid();
    // A corner of the box lies near borders, where doubt is worth a picture.
    await room.open(`#/map?point=${bounds[0]},${bounds[1]}&accuracy=40`);
  },
  outside: (room) => room.open("#/map?point=85.5,33.2&view=4,95,36"),
  area: async (room) => room.open(`#/map?area=${(await someGrid()).id}`),
  list: (room) => room.open("#/map?list=all&level=grid"),
  community: (room) => room.open("#/map?level=community"),
  before: (room) => room.open("#/map?at=2000-01-01T00:00:00%2B08:00"),
  search: async (room) => {
    await room.open();
    await room.page.getByRole("combobox").fill((await someGrid()).name.slice(0, 2));
    await room.page.getByRole("option").first().waitFor();
  },
  legend: async (room) => {
    await room.open();
    await room.page.locator(".legend > button").click();
  },
  keys: async (room) => {
    await room.open();
    await room.page.keyboard.press("?");
    await room.page.getByRole("dialog").waitFor();
  },
  error: async (room) => {
    room.tolerant = true;
    await room.page.route("**/api/v1/config", (route) => route.abort());
    await room.open("", false);
    await room.page.getByRole("alert").waitFor();
  },
};

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of ["light", "dark"] as const) {
    test.describe(`${size}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme, hasTouch: size === "phone" });
      for (const [state, reach] of Object.entries(STATES)) {
        test(`${state} is sound and looks so`, async ({ room, page }) => {
          await reach(room);
          await page.waitForTimeout(250);
          await page.screenshot({ path: `results/${state}-${size}-${theme}.png` });
          expect(await room.faults()).toEqual([]);
        });
      }
    });
  }
}

test.describe("in English", () => {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test.describe(size, () => {
      test.use({ viewport, hasTouch: size === "phone" });
      for (const state of ["overview", "answer", "list"] as const) {
        test(`${state} is sound and looks so`, async ({ room, page }) => {
          await page.addInitScript(() => {
            if (location.protocol === "http:") localStorage.setItem("language", "en");
          });
          await STATES[state]?.(room);
          await page.waitForTimeout(250);
          await page.screenshot({ path: `results/${state}-${size}-light-en.png` });
          expect(await room.faults()).toEqual([]);
        });
      }
    });
  }
});
