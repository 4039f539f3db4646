const kKey = "sidetone.theme";

type Theme = "light" | "dark";

function apply(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

/** The user's choice, else what the system prefers. */
export function restoreTheme(): void {
  const stored = localStorage.getItem(kKey);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => apply(dark.matches ? "dark" : "light");
  if (stored === "light" || stored === "dark") return apply(stored);
  follow();
  dark.addEventListener("change", () => {
    if (localStorage.getItem(kKey) === null) follow();
  });
}

export function storeTheme(theme: Theme): void {
  localStorage.setItem(kKey, theme);
  apply(theme);
}
