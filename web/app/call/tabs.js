// Tabs: one panel at a time, made when it is opened; arrow keys move between them.

import { el, fill } from "../dom.js";

/** Return tabs over `[[label, draw]]`; `redraw()` makes the open panel again. */
export function tabs(label, all) {
  const panel = el("div", { role: "tabpanel", id: "panel", tabindex: "0" });
  const heads = all.map(([name], index) => el("button", { type: "button", role: "tab", id: `tab-${index}`, "aria-controls": "panel", on: { click: () => open(index) } }, name));
  let current = 0;
  const open = (index) => {
    current = index;
    heads.forEach((head, at) => {
      head.setAttribute("aria-selected", String(at === index));
      head.tabIndex = at === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${index}`);
    fill(panel, all[index][1]());
  };
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": label }, heads);
  list.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    open((current + by + heads.length) % heads.length);
    heads[current].focus();
  });
  open(0);
  return { element: el("div", { class: "side" }, list, panel), open, redraw: () => open(current) };
}
