// The analyses a call has had, two of which can be compared.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { fieldOf, select } from "../fields.js";
import { moment, money } from "../format.js";
import { sentenceOf } from "../shell.js";
import { differences, nameOf } from "./differences.js";

/**
 * Return the list, newest first; `onShow(id)` is told of one to show, and two can be compared, with
 * times as `chips(hit)` makes them.
 */
export function analysisList({ call, analyses, onShow, chips }) {
  if (!analyses.length) return el("p", { class: "muted" }, "There is no analysis yet.");
  const named = analyses.map((one, place) => ({ ...one, name: `${analyses.length - place}. ${nameOf(one)}` }));
  const only = el("p", { class: "muted small" }, "This is the only one. Analyze the call again, and the two can be compared.");
  return [el("ol", { class: "plain entries" }, named.map((one) => row(one, onShow))), named.length > 1 ? comparison(call, named, chips) : only];
}

function row(one, onShow) {
  const facts = [one.model, one.quality === "draft" ? "draft" : null, money(one.cost_usd)].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el("b", {}, one.name),
    one.current ? el("span", { class: "chip good" }, "Current") : null,
    el("span", { class: "muted small" }, moment(one.made_at), ` · ${facts}`),
    one.current ? null : button("Show", { kind: "small", "aria-label": `Show ${one.name}`, on: { click: () => onShow(one.id) } }),
  );
}

function comparison(call, analyses, chips) {
  const options = analyses.map(({ id, name }) => [id, name]);
  const before = fieldOf("", "Compare", select(options, analyses[1].id));
  const after = fieldOf("", "with", select(options, analyses[0].id));
  const result = el("div", { role: "status" });
  const of = ({ control }) => get(`calls/${call.call_id}/analyses/${encodeURIComponent(control.value)}`);
  const compare = async () => {
    try {
      fill(result, differences(...(await Promise.all([of(before), of(after)])), chips));
    } catch (error) {
      fill(result, el("p", { class: "muted" }, sentenceOf(error)));
    }
  };
  return [el("div", { class: "row comparison" }, before.element, after.element, button("Show differences", { on: { click: compare } })), result];
}
