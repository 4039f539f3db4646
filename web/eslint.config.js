import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

// The phone is told the time and handed its dice, so that a test can replay any story.
const kWorld = [
  "window",
  "document",
  "navigator",
  "location",
  "localStorage",
  "sessionStorage",
  "fetch",
  "WebSocket",
  "RTCPeerConnection",
  "AudioContext",
  "setTimeout",
  "setInterval",
  "requestAnimationFrame",
  "performance",
  "crypto",
  "console",
].map((name) => ({ name, message: "phone/ knows no browser: ask the edge by an effect." }));

const shape = {
  "max-lines": ["error", { max: 500 }],
  "max-lines-per-function": ["error", { max: 60 }],
  "max-depth": ["error", 3],
  "max-params": ["error", 4],
};

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs["flat/recommended"],
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { rules: { "no-undef": "off", "svelte/prefer-svelte-reactivity": "off" } },
  { files: ["src/**"], ignores: ["**/*.test.ts"], rules: shape },
  {
    files: ["src/phone/**"],
    rules: {
      "no-restricted-globals": ["error", ...kWorld],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "The time is input.at." },
        { object: "Math", property: "random", message: "Throw the dice of random.ts." },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/edge/*", "**/ui/*", "svelte*", "jssip*"],
              message: "phone/ knows only itself.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/ui/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/edge/*", "jssip*"],
              message: "ui/ shows state and says what was pressed.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/edge/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/ui/*"], message: "edge/ does not know the screen." }] },
      ],
    },
  },
);
