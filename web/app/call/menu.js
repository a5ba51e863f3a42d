// A button that opens a list of things to do; Escape and a click elsewhere close it.

import { button, el, icon } from "../dom.js";

/** Return a menu of `[[label, act]]`; a null in the list divides it. */
export function menu(label, symbol, entries) {
  const close = () => {
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  const toggle = () => {
    list.hidden = !list.hidden;
    opener.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) list.querySelector("button").focus();
  };
  const chosen = (act) => () => {
    close();
    opener.focus();
    act();
  };
  const opener = button(label, { symbol, kind: "small", "aria-expanded": "false", on: { click: toggle } });
  opener.append(icon("down"));
  const list = el("ul", { class: "menu-list", hidden: true }, entries.map((entry) => el("li", {}, entry ? el("button", { type: "button", on: { click: chosen(entry[1]) } }, entry[0]) : el("hr", {}))));
  const element = el("div", { class: "menu" }, opener, list);
  element.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") {
      close();
      opener.focus();
    }
    moved(event, [...list.querySelectorAll("button")]);
  });
  element.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !element.contains(relatedTarget) && close());
  document.addEventListener("pointerdown", ({ target }) => element.contains(target) || close());
  return element;
}

function moved(event, all) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
}
