import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    // One real browser after the other: two cores do not carry more.
    fileParallelism: false,
    pool: "forks",
    // They share one build of the page.
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
