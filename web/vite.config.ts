import { defineConfig, type Plugin } from "vite";

/**
 * What is fetched later is fetched, and no more: the bundler's helper, which fetches styles and siblings ahead, weighs as much
 * as a dialog, and the widget pays for it. A part with a style of its own says so itself (agent/parts/later.tsx).
 */
const plainImports: Plugin = {
  name: "plain-imports",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null),
};

/** The two pages: dist/widget.html, dist/agent.html and their hashed files under dist/assets/. */
export default defineConfig({
  plugins: [plainImports],
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
      // What both pages use stays one file, though parts fetched later use some of it only: two compress worse.
      output: {
        advancedChunks: {
          groups: [
            { name: "en", test: /shared\/words\/en/ },
            { name: "common", test: /node_modules|shared\/(?!account\/)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
