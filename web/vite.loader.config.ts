import { defineConfig } from "vite";

/** The one script a shop embeds: dist/warmhand.js, self-contained, no dependencies. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["chrome111", "firefox114", "safari16.4"],
    lib: { entry: "loader/main.ts", name: "WarmhandLoader", formats: ["iife"], fileName: () => "warmhand.js" },
  },
});
