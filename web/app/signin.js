// Signing in and out: a dialog while the API asks for a credential, and a way back to it.

import { button, el, fill } from "./dom.js";
import { credential, setCredential } from "./session.js";

const HELLO = "This CallInsight asks who you are. Whoever runs it can make you a key.";
const REFUSED = "That key was not accepted: it may be mistyped, expired or revoked.";

let asking = null;

/** Ask once, however many requests need it; resolves to true as soon as there is a credential. */
export function askForCredential(wasRefused) {
  asking ??= new Promise((resolve) => openDialog(wasRefused, resolve));
  return asking;
}

function openDialog(wasRefused, resolve) {
  const field = el("input", { type: "password", autocomplete: "off", spellcheck: "false", required: true, id: "credential", "aria-invalid": wasRefused ? "true" : null, "aria-describedby": "credential-note" });
  const note = el("p", { class: wasRefused ? "notice bad" : "", role: wasRefused ? "alert" : null, id: "credential-note" }, wasRefused ? REFUSED : HELLO);
  const form = el(
    "form",
    { method: "dialog", on: { submit: () => setCredential(field.value.trim()) } },
    el("h2", { id: "credential-title" }, "Sign in"),
    note,
    el("div", { class: "field" }, el("label", { for: "credential" }, "API key or token"), field),
    el("p", { class: "muted small" }, "It stays in this tab and is forgotten when you close it or sign out."),
    el("div", { class: "actions" }, el("button", { class: "button primary" }, "Sign in")),
  );
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "credential-title" }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!credential()) return standBy(resolve);
    asking = null;
    resolve(true);
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Whoever closed the dialog finds a way back to it; what the page asked for waits until then. */
function standBy(resolve) {
  const again = button("Sign in", { symbol: "key", kind: "primary small", on: { click: () => { bar.remove(); openDialog(false, resolve); } } });
  const bar = el("div", { class: "standby", role: "status" }, el("span", {}, "You are not signed in."), again);
  document.getElementById("top").after(bar);
  again.focus();
}

/** Show in `place` who uses the page, and let them leave. */
export function showAccount(place, me) {
  const leave = () => {
    setCredential(null);
    location.reload();
  };
  fill(place, el("span", { class: "muted who", title: me.name }, me.name), button("Sign out", { symbol: "leave", kind: "small", on: { click: leave } }));
}
