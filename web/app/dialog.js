// A dialog that does something before it closes, and stays open with the reason if that fails.

import { el } from "./dom.js";
import { sentenceOf } from "./shell.js";

/**
 * Open a dialog with `parts`; `act` runs on `yes`, and what it throws is told in the dialog. Without
 * `act` there is only a way to close it. Returns the dialog.
 */
export function openDialog({ title, parts, yes = null, act = null, wide = false }) {
  const failure = el("p", { class: "notice bad", role: "alert", hidden: true });
  const go = yes ? el("button", { class: "button primary", type: "submit" }, yes) : null;
  const leave = el("button", { class: "button", type: "button", on: { click: () => dialog.close() } }, act ? "Cancel" : "Close");
  const form = el("form", { method: "dialog" }, el("h2", { id: "dialog-title" }, title), parts, failure, el("div", { class: "actions" }, leave, go));
  const dialog = el("dialog", { class: `dialog${wide ? " wide" : ""}`, "aria-labelledby": "dialog-title" }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (act) attempt(act, dialog, go, failure);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function attempt(act, dialog, go, failure) {
  go.disabled = true;
  failure.hidden = true;
  try {
    await act();
    dialog.close();
  } catch (error) {
    failure.textContent = sentenceOf(error);
    failure.hidden = false;
  } finally {
    go.disabled = false;
  }
}
