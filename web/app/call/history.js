// The history: the analyses with their differences, statuses by attempt, and who changed what.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { sentenceOf } from "../shell.js";
import { analysisList } from "./analyses.js";
import { attempts } from "./attempts.js";
import { changes } from "./changes.js";
import { chipsIn } from "./chips.js";

/**
 * Return the tab's content; analyses and changes are asked for as it opens, `onShow(id)` is told of an
 * analysis, `onPlace(place)` of a chosen time.
 */
export function history({ call, transcript, onShow, onPlace }) {
  const path = `calls/${encodeURIComponent(call.call_id)}`;
  const analyses = loaded(() => get(`${path}/analyses`), ({ analyses: all }) => analysisList({ call, analyses: all, onShow, chips: chipsIn(transcript, onPlace) }));
  const audit = loaded(() => get(`${path}/audit`), ({ lines }) => changes(lines));
  const part = (title, content) => el("section", { class: "card" }, el("h3", {}, title), content);
  return el("div", { class: "cards" }, part("Analyses", analyses), part("Attempts", attempts(call)), part("Changes", audit));
}

/** Return a place that shows what `ask` brings, or why it brings nothing. */
export function loaded(ask, draw) {
  const place = el("div", { class: "loaded" }, el("p", { class: "muted" }, "Loading…"));
  ask().then(draw).then((shown) => fill(place, shown), (error) => fill(place, el("p", { class: "muted" }, sentenceOf(error))));
  return place;
}
