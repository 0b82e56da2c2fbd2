/**
 * Journeys through the map room in a real browser against a real server.
 *
 * `JINGWEI_URL` names a running server; without it `support/server.ts` starts the
 * built binary (`JINGWEI_BIN`, else target/release, else target/debug) on a demo
 * database of its own. Nothing is downloaded: Debian's Chromium is driven.
 */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "journeys",
  outputDir: "results/failures",
  globalSetup: "./support/server.ts",
  // Software rendering takes a whole core for one map.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--ignore-gpu-blocklist",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
