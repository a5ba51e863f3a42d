// The keyboard of the list.

import { showKeyList } from "../keylist.js";

const KEYS = [
  ["/", "Search"],
  ["j or ↓, k or ↑", "Next, previous call"],
  ["Enter", "Open the call"],
  ["p", "Preview the call, or close the preview"],
  ["x", "Select the call (Shift: all up to here)"],
  ["u", "Upload recordings"],
  ["Esc", "Close the preview, then clear the selection"],
  ["?", "This list of keys"],
];

/** Show which keys do what. */
export const showKeys = () => showKeyList(KEYS);

/** Obey the keys, except where a person types or answers a question. */
export function listenForKeys({ list, selection, preview, search, upload }) {
  const move = (step) => () => focusRow(list.rows, step);
  const select = (event) => {
    const row = document.activeElement.closest?.(".row[data-id]");
    if (row) selection.toggle(row.dataset.id, list.order, { range: event.shiftKey });
  };
  const look = () => {
    const row = document.activeElement.closest?.(".row[data-id]");
    if (row) preview.toggle(row.dataset.id);
    else preview.close();
  };
  const actions = {
    "/": () => search.focus(),
    j: move(1), ArrowDown: move(1), k: move(-1), ArrowUp: move(-1),
    x: select, X: select,
    p: look,
    u: upload,
    Escape: () => preview.close() || selection.clear(),
    "?": showKeys,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

function isBusy(target) {
  if (document.querySelector("dialog[open]")) return true;
  return target.matches("input:not([type=checkbox]), select, textarea");
}

function focusRow(rows, step) {
  const at = rows.indexOf(document.activeElement.closest(".row[data-id]"));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.querySelector("a.name").focus();
  next?.scrollIntoView({ block: "nearest" });
}
