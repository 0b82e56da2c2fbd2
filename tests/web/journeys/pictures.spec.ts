/**
 * Every state, looked at: desktop and phone, light and dark, Chinese and English.
 * Each is checked by axe-core on the way, and left as a picture in results/.
 */
import { bendable, bordersOf, over, press, signedIn, someDraft } from "../support/drawing";
import { at, centreOf, expect, kindOf, type Room, someGrid, someStation, test } from "../support/room";
import { type Planning, planning } from "../support/server";

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

/** Stations, coverage and the planner's room. */
const REACH: Record<string, Step> = {
  coverage: (room) => room.open("#/map?fill=coverage&show=coverage&level=grid"),
  station: async (room) => {
    const { id, lon, lat } = await someStation();
    const from = `${lon + 0.004},${lat + 0.002}`;
    await room.open(`#/map?station=${id}&from=${from}&${centreOf([lon, lat], 14.8)}`);
    await room.page.getByText(/从查询位置步行|on foot from your place/).waitFor();
  },
  blindspots: async (room) => {
    const kind = await kindOf("fewest");
    await room.open(`#/map?fill=coverage&show=coverage&spot=1&kind=${kind}&ring=8`);
    await room.page.locator(".badge").first().waitFor();
  },
  "planner-drag": async (room) => {
    const { id, kind, lon, lat } = await someStation(room.home);
    const to = `${lon + 0.004},${lat - 0.002}`;
    await room.open(`#/planner?station=${id}&to=${to}&kind=${kind}&ring=8`);
    await room.page.locator("table.sums").waitFor();
  },
  proposals: async (room) => {
    await room.open(`#/planner?kind=${await kindOf("fewest", room.home)}&ring=8`);
    await room.page.locator("form .primary").click();
    await room.page.locator("section table").waitFor();
  },
};

type Look = readonly [
  state: string,
  size: keyof typeof SIZES,
  theme: "light" | "dark",
  language: "zh-CN" | "en",
];

const LOOKS: readonly Look[] = [
  ["coverage", "desktop", "light", "zh-CN"],
  ["coverage", "desktop", "dark", "zh-CN"],
  ["coverage", "phone", "light", "zh-CN"],
  ["coverage", "phone", "dark", "zh-CN"],
  ["coverage", "desktop", "light", "en"],
  ["station", "desktop", "light", "zh-CN"],
  ["station", "desktop", "dark", "zh-CN"],
  ["station", "phone", "light", "zh-CN"],
  ["station", "phone", "dark", "en"],
  ["blindspots", "desktop", "light", "zh-CN"],
  ["blindspots", "desktop", "dark", "en"],
  ["blindspots", "phone", "light", "zh-CN"],
  ["blindspots", "phone", "dark", "zh-CN"],
  ["planner-drag", "desktop", "light", "zh-CN"],
  ["planner-drag", "desktop", "dark", "zh-CN"],
  ["planner-drag", "desktop", "light", "en"],
  ["planner-drag", "phone", "light", "zh-CN"],
  ["proposals", "desktop", "light", "zh-CN"],
  ["proposals", "desktop", "dark", "en"],
  ["proposals", "phone", "light", "zh-CN"],
  ["proposals", "phone", "dark", "zh-CN"],
];

test.describe("reach", () => {
  let server: Planning;
  test.beforeAll(async () => {
    server = await planning();
  });
  test.afterAll(() => server.stop());

  for (const [state, size, theme, language] of LOOKS) {
    test.describe(`${size}, ${theme}, ${language}`, () => {
      test.use({ viewport: SIZES[size], colorScheme: theme, hasTouch: size === "phone" });
      test(`${state} is sound and looks so`, async ({ room, page }) => {
        const planner = state === "planner-drag" || state === "proposals";
        if (planner) room.home = server.url;
        const token = planner ? server.token : null;
        await page.addInitScript(
          ([language, token]) => {
            if (location.protocol !== "http:") return;
            if (language !== null && language !== undefined) localStorage.setItem("language", language);
            if (token !== null && token !== undefined) sessionStorage.setItem("token", token);
          },
          [language, token],
        );
        await REACH[state]?.(room);
        await room.idle();
        await page.waitForTimeout(250);
        const tongue = language === "en" ? "-en" : "";
        await page.screenshot({ path: `results/${state}-${size}-${theme}${tongue}.png` });
        expect(await room.faults()).toEqual([]);
      });
    });
  }
});

/** The planner's room, where drafts are drawn and agreed on. */
type Drawn = (room: Room, server: Planning, draft: number) => Promise<void>;

const DRAFTS: Record<string, Drawn> = {
  door: async (room) => {
    await room.page.context().clearCookies();
    await room.page.addInitScript(() => {
      if (location.protocol === "http:") localStorage.removeItem("signed-in");
    });
    await room.open("#/planner");
  },
  drafts: (room) => room.open("#/planner"),
  bending: async (room, server, draft) => {
    const { middle } = bendable(await bordersOf(server, draft), 7);
    await over(room, draft, "reshape", middle);
    if (!room.narrow) await press(room.page, middle);
  },
  impact: (room, _, draft) => room.open(`#/planner?draft=${draft}`),
  issues: (room, _, draft) => room.open(`#/planner?draft=${draft}&aside=issues`),
  review: (room, _, draft) => room.open(`#/planner?draft=${draft}&aside=review`),
  swipe: (room, _, draft) => room.open(`#/planner?draft=${draft}&compare=swipe`),
  paper: async (room, _, draft) => {
    await room.open(`#/planner?draft=${draft}&aside=paper`, false);
    await expect(room.page.locator("figure img")).toHaveCount(2, { timeout: 60_000 });
  },
};

const DRAFT_LOOKS: readonly Look[] = [
  ["door", "desktop", "light", "zh-CN"],
  ["door", "phone", "dark", "en"],
  ["drafts", "desktop", "light", "zh-CN"],
  ["drafts", "phone", "light", "zh-CN"],
  ["bending", "desktop", "light", "zh-CN"],
  ["bending", "desktop", "dark", "en"],
  ["impact", "desktop", "light", "zh-CN"],
  ["impact", "phone", "dark", "zh-CN"],
  ["issues", "desktop", "dark", "zh-CN"],
  ["issues", "phone", "light", "en"],
  ["review", "desktop", "light", "en"],
  ["review", "phone", "dark", "zh-CN"],
  ["swipe", "desktop", "dark", "zh-CN"],
  ["paper", "desktop", "light", "zh-CN"],
];

test.describe("drafts", () => {
  let server: Planning;
  let draft: number;
  test.beforeAll(async () => {
    server = await planning();
    draft = await someDraft(server);
  });
  test.afterAll(() => server.stop());

  for (const [state, size, theme, language] of DRAFT_LOOKS) {
    test.describe(`${size}, ${theme}, ${language}`, () => {
      test.use({ viewport: SIZES[size], colorScheme: theme, hasTouch: size === "phone" });
      test(`${state} is sound and looks so`, async ({ room, page }) => {
        room.home = server.url;
        room.tolerant = state === "door"; // Whoever is not signed in is told so by a 401.
        await page.addInitScript((language) => {
          if (location.protocol === "http:") localStorage.setItem("language", language);
        }, language);
        await signedIn(page, server, "planner");
        await DRAFTS[state]?.(room, server, draft);
        await page.waitForTimeout(1000);
        const tongue = language === "en" ? "-en" : "";
        await page.screenshot({ path: `results/draft-${state}-${size}-${theme}${tongue}.png` });
        expect(await room.faults()).toEqual([]);
      });
    });
  }
});

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
