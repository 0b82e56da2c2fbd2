/** The first minute: opens fast, small, still, and alone. */
import { get } from "node:http";
import { expect, test } from "../support/room";

const FIRST_LOAD_BYTES = 1_000_000;

/** Bytes a browser receives for an address: body as sent, and headers. */
const onTheWire = (url: string) =>
  new Promise<number>((done, fail) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (answer) => {
      let bytes = answer.rawHeaders.join("").length;
      answer.on("data", (part: Buffer) => {
        bytes += part.length;
      });
      answer.on("end", () => done(bytes));
    }).once("error", fail);
  });

test("the map opens and comes to rest", async ({ room, page }) => {
  const begun = Date.now();
  await room.open("", false);
  await room.level().waitFor({ state: "attached" });
  const panel = Date.now() - begun;
  await room.idle();
  const map = Date.now() - begun;
  console.log(`panel usable after ${panel} ms, map at rest after ${map} ms`);
  await expect(page.getByRole("region", { name: /网格地图/ })).toBeVisible();
  await expect(page.getByText(/网格版本 \d+ · \d{4}-\d\d-\d\d 起启用/).first()).toBeVisible();
});

test("the first load stays under one megabyte before the first tile", async ({ room, page }) => {
  const asked = new Set<string>();
  page.on("request", (request) => {
    if (!/\/tiles\/\d/.test(request.url())) asked.add(request.url());
  });
  await room.open();
  expect(
    [...asked].some((url) => url.includes("worker")),
    "the map's worker counts too",
  ).toBe(true);
  const sizes = await Promise.all(
    [...asked].filter((url) => url.startsWith("http")).map(onTheWire),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${bytes} bytes in ${asked.size} requests`);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
});

test("nothing jumps after the first paint", async ({ room, page }) => {
  await page.addInitScript(() => {
    const seen = window as unknown as { shifted: number };
    seen.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.shifted += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await room.open();
  const shifted = await page.evaluate(() => (window as unknown as { shifted: number }).shifted);
  console.log(`layout shift: ${shifted.toFixed(4)}`);
  expect(shifted).toBeLessThan(0.02);
});
