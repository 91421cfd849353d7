import { defineConfig } from "vite";

/**
 * Praise, care and the practice room: dist/culture.html. A build of its own, so that what it shares with widget and console does not cut those
 * into more pieces.
 */
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    // The page is served with script-src and style-src 'self': nothing may be inlined into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox120", "safari17.5"],
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: { input: ["culture.html"] },
  },
});
