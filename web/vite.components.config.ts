import { defineConfig } from "vite";

/**
 * The component pages: dist/components-articles.html, -console.html, -culture.html, -insights.html, -studio.html and -widget.html. A build of their own, so that
 * what they share with the screens does not cut those into more pieces.
 */
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox120", "safari17.5"],
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: { input: ["components-articles.html", "components-console.html", "components-culture.html", "components-insights.html", "components-studio.html", "components-widget.html"] },
  },
});
