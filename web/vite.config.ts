import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `JINGWEI_URL` names the running server that `npm run dev` sends requests to.
const target = process.env.JINGWEI_URL ?? "http://127.0.0.1:8080";
// The server takes what changes something from pages of its own host only, so the host stays.
const server = { target, changeOrigin: false };

export default defineConfig({
  plugins: [svelte()],
  // The map library alone is larger than Vite's warning; `tests/web` holds the real budget.
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  server: { proxy: { "/api": server, "/tiles": server } },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
