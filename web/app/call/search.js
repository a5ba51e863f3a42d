// The tools over the transcript: search with its hits, and which speakers are shown.

import { button, el } from "../dom.js";

/**
 * Return the tools; `onHits` gets all hits of a search, `onHit` the one a person goes to. While it is
 * typed the first hit is pointed to, and the sound stays where it is.
 */
export function transcriptTools(view, { onHits, onHit }) {
  const [field, count] = [el("input", { type: "search", placeholder: "Search the transcript", "aria-label": "Search the transcript" }), el("span", { class: "muted small number", role: "status" })];
  let [hits, at, isThere] = [[], 0, false];
  const tell = () => {
    count.textContent = field.value.trim() ? (hits.length ? `${at + 1} of ${hits.length}` : "Nothing found") : "";
    view.point(hits[at] ?? null);
  };
  const go = (by) => {
    if (!hits.length) return;
    at = (at + (isThere || by < 0 ? by : 0) + hits.length) % hits.length;
    isThere = true;
    onHit(hits[at]);
    tell();
  };
  field.addEventListener("input", () => {
    [hits, at, isThere] = [view.search(field.value), 0, false];
    onHits(hits);
    tell();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
  });
  const step = (label, symbol, by) => button(label, { symbol, quiet: true, on: { click: () => go(by) } });
  const element = el("div", { class: "row transcript-tools" }, field, count, step("Previous hit", "left", -1), step("Next hit", "right", 1), speakerFilter(view));
  return { element, focus: () => field.focus() };
}

function speakerFilter(view) {
  const speakers = [...view.speakers.values()];
  if (speakers.length < 2) return null;
  const shown = new Set(speakers.map(({ key }) => key));
  return el("div", { class: "row", role: "group", "aria-label": "Speakers shown" }, speakers.map(({ key, label, tone }) => {
    const toggle = el("button", { type: "button", class: `chip ${tone}`, "aria-pressed": "true" }, label);
    toggle.addEventListener("click", () => {
      if (!shown.delete(key)) shown.add(key);
      toggle.setAttribute("aria-pressed", String(shown.has(key)));
      view.only(shown);
    });
    return toggle;
  }));
}
