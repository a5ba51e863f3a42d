// What every page has: the bar at the top, signing in, and short messages.

import { get, Problem, signIn } from "./api.js";
import { button, el, fill, icon } from "./dom.js";
import { credential } from "./session.js";
import { askForCredential, showAccount } from "./signin.js";
import { isDark, toggleTheme } from "./theme.js";

const PAGES = [
  ["calls", "Calls", "index.html"],
  ["profiles", "Profiles", "profiles.html"],
  ["costs", "Costs", "costs.html"],
];

/** Fill the bar at the top; `tools` are a page's own controls. Returns who uses the page. */
export async function openShell(...tools) {
  const page = document.body.dataset.page;
  const current = PAGES.some(([name]) => name === page) ? page : "calls";
  const links = PAGES.map(([name, label, href]) =>
    el("a", { href, "aria-current": name === current ? "page" : null }, label),
  );
  const account = el("span", { class: "account" });
  fill(
    document.getElementById("top"),
    el("a", { class: "brand", href: "index.html", "aria-label": "CallInsight, all calls" }, el("img", { src: "icon.svg", alt: "", width: 26, height: 26 }), "CallInsight"),
    el("nav", { "aria-label": "Pages" }, links),
    el("div", { class: "tools" }, tools, account, themeButton()),
  );
  signIn.ask = askForCredential;
  const me = await get("me").catch(() => ({ name: "", scopes: ["read", "write"], auth: "none" }));
  if (credential()) showAccount(account, me);
  signIn.ask = async (wasRefused) => (await askForCredential(wasRefused)) && isStill(me);
  return { ...me, may: (scope) => me.scopes.includes(scope) || me.scopes.includes("admin") || (scope === "read" && me.scopes.includes("write")) };
}

/** Whoever signs in later may be somebody else, who may do other things: the page begins anew. */
async function isStill(before) {
  const now = await get("me").catch(() => before);
  if (now.name !== before.name || String(now.scopes) !== String(before.scopes)) location.reload();
  return true;
}

function themeButton() {
  const label = () => (isDark() ? "Light colours" : "Dark colours");
  const toggle = button(label(), { symbol: isDark() ? "sun" : "moon", quiet: true });
  toggle.addEventListener("click", () => {
    toggleTheme();
    toggle.setAttribute("aria-label", label());
    toggle.title = label();
    fill(toggle, icon(isDark() ? "sun" : "moon"));
  });
  return toggle;
}

/** Tell the person something in passing, once at a time; `tone` is "good" or "bad". */
export function toast(text, tone = "good") {
  const note = el("div", { class: `toast ${tone}` }, icon(tone === "bad" ? "warning" : "check"), el("span", {}, text), button("Dismiss", { symbol: "close", quiet: true, on: { click: () => note.remove() } }));
  const place = document.getElementById("toasts");
  [...place.children].find((one) => one.textContent === note.textContent)?.remove();
  place.append(note);
  if (tone !== "bad") setTimeout(() => note.remove(), 6000);
}

/** Tell of an error in passing: its sentence, and what to do. */
export function toastProblem(error) {
  if (error?.name === "AbortError") return;
  toast(sentenceOf(error), "bad");
}

/** Return an error as the sentences a person reads. */
export function sentenceOf(error) {
  if (error instanceof Problem) return [error.message, error.hint].filter(Boolean).join(" ");
  console.error(error);
  return "Something went wrong in the page itself. Reload it; if it stays so, tell its developers.";
}

/** Ask before something that cannot be undone; resolves to true for yes. */
export function confirmed({ title, text, yes, danger = false }) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { class: "dialog", "aria-labelledby": "confirm-title" },
      el(
        "form",
        { method: "dialog" },
        el("h2", { id: "confirm-title" }, title),
        el("p", {}, text),
        el("div", { class: "actions" }, el("button", { class: "button", value: "no", autofocus: true }, "Cancel"), el("button", { class: `button ${danger ? "danger" : "primary"}`, value: "yes" }, yes)),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
