// Light or dark: what the system says, unless a person has chosen.

const NAME = "callinsight.theme";
const chosen = localStorage.getItem(NAME);
if (chosen) document.documentElement.dataset.theme = chosen;

/** Say whether the page is dark now. */
export function isDark() {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Change between light and dark, and remember it. */
export function toggleTheme() {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem(NAME, next);
}
