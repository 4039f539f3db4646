import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The server sends `default-src 'self'`: nothing may be inlined as a data: address, and the page
// brings no script or style of its own.
export default defineConfig({
  plugins: [svelte()],
  base: "/",
  resolve: {
    alias: { debug: fileURLToPath(new URL("src/edge/silent_log.ts", import.meta.url)) },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
