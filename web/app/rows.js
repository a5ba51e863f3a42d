// A list of rows that can be added, removed and put in another order.

import { button, el } from "./dom.js";

/**
 * Return a list of rows. `make(item, index)` returns a row {element, read, fields, name};
 * `index()` is where the row stands now, `changed` is called after each change of the list.
 */
export function rowsOf({ items, make, what, changed, empty }) {
  const list = el("ol", { class: "rows" });
  const rows = () => [...list.children].map((place) => place.row);
  const told = () => {
    list.dataset.empty = list.children.length ? "" : "yes";
    changed();
  };
  const add = (item) => list.appendChild(placed(make, item, what, told));
  for (const item of items) add(item);
  const more = button(`Add a ${what}`, { symbol: "plus", kind: "small", on: { click: () => added(add(empty()), told) } });
  list.dataset.empty = items.length ? "" : "yes";
  return { element: el("div", { class: "list" }, list, more), rows, read: () => rows().map((row) => row.read()), fields: () => rows().flatMap((row) => (typeof row.fields === "function" ? row.fields() : row.fields)) };
}

function added(place, told) {
  told();
  place.querySelector("input, textarea").focus();
}

function placed(make, item, what, told) {
  const place = el("li", { class: "row" });
  const row = make(item, () => [...place.parentElement.children].indexOf(place));
  const name = () => row.name() || `new ${what}`;
  const tools = el("div", { class: "tools" }, [
    tool("up", "Move up", () => moved(place, place.previousElementSibling, "before")),
    tool("down", "Move down", () => moved(place, place.nextElementSibling, "after")),
    tool("close", "Remove", () => removed(place)),
  ]);
  function tool(symbol, label, act) {
    const pressed = button(label, { symbol, quiet: true, kind: "small", on: { click: () => { act(); told(); } } });
    // The name is part of what a screen reader says, and it changes while it is written.
    pressed.addEventListener("focus", () => pressed.setAttribute("aria-label", `${label}: ${name()}`));
    return pressed;
  }
  place.append(row.element, tools);
  place.row = row;
  return place;
}

function moved(place, other, where) {
  if (!other) return;
  const pressed = document.activeElement;
  other[where](place);
  pressed.focus();
}

function removed(place) {
  const next = place.nextElementSibling ?? place.previousElementSibling;
  (next?.querySelector("input") ?? place.closest(".list").querySelector(":scope > button")).focus();
  place.remove();
}
