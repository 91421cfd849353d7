import { defineConfig } from "vite";

/** The two pages: dist/widget.html, dist/agent.html and their hashed files under dist/assets/. */
export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The pages are served with script-src and style-src 'self': nothing may be inlined into them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox120", "safari17.5"],
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: {
      input: ["widget.html", "agent.html"],
      // English apart from the code, as the other languages are: bin/sizes.mjs counts the chat before its languages.
      output: { advancedChunks: { groups: [{ name: "en", test: /shared\/words\/en/ }] } },
    },
  },
});
