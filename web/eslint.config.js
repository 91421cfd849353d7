import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "dev/", "bin/", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "max-lines": ["error", { max: 300 }],
      "no-eval": "error",
      "no-console": "error",
      eqeqeq: "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // Inline styles are refused by the pages' content security policy.
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='style']", message: "No inline styles: the page's CSP refuses them." },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Text is rendered as text only." },
        { selector: "MemberExpression[property.name='innerHTML']", message: "Text is rendered as text only." },
      ],
    },
  },
);
