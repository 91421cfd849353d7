import { defineConfig } from "vitest/config";

export default defineConfig({
  // Style sheets are read as they are: tests/tokens.test.ts measures their colours.
  test: {
    testTimeout: 30_000, environment: "node", css: true, include: ["tests/**/*.test.{ts,tsx}"] },
});
