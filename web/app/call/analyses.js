// The analyses a call has had, and what differs between two of them.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { fieldOf, select } from "../fields.js";
import { moment, money, words } from "../format.js";
import { sentenceOf } from "../shell.js";
import { wordsChanged } from "../wording.js";
import { verdictOf } from "./verdict.js";

const nameOf = (one) => `${one.profile_id}@${one.profile_version}`;

/** Return the list, newest first; `onShow(id)` is told of one to show, and two can be compared. */
export function analysisList(call, analyses, onShow) {
  if (!analyses.length) return el("p", { class: "muted" }, "There is no analysis yet.");
  const named = analyses.map((one, place) => ({ ...one, name: `${analyses.length - place}. ${nameOf(one)}` }));
  const only = el("p", { class: "muted small" }, "This is the only one. Analyze the call again, and the two can be compared.");
  return [el("ol", { class: "plain entries" }, named.map((one) => row(one, onShow))), named.length > 1 ? comparison(call, named) : only];
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

function comparison(call, analyses) {
  const options = analyses.map(({ id, name }) => [id, name]);
  const before = fieldOf("", "Compare", select(options, analyses[1].id));
  const after = fieldOf("", "with", select(options, analyses[0].id));
  const result = el("div", { role: "status" });
  const of = ({ control }) => get(`calls/${call.call_id}/analyses/${encodeURIComponent(control.value)}`);
  const compare = async () => {
    try {
      fill(result, differences(...(await Promise.all([of(before), of(after)]))));
    } catch (error) {
      fill(result, el("p", { class: "muted" }, sentenceOf(error)));
    }
  };
  return [el("div", { class: "row comparison" }, before.element, after.element, button("Show differences", { on: { click: compare } })), result];
}

/** Return the differences of two analyses, field by field, in words taken away and added. */
function differences(one, other) {
  const [before, after] = [fieldsOf(one), fieldsOf(other)];
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  if (!names.length) return el("p", { class: "muted" }, "They say the same.");
  return el("dl", { class: "differences" }, names.map((name) => [el("dt", {}, name), el("dd", {}, wordsChanged(before.get(name) ?? null, after.get(name) ?? null))]));
}

function fieldsOf({ answers, checks = [], keyword_hits: hits = [], provenance = {}, quality }) {
  return new Map([
    ["Profile", nameOf(provenance)],
    ["Model", provenance.model ?? "none"],
    ...Object.entries(answers).map(([name, value]) => [words(name), textOf(value)]),
    ...hits.map((hit) => [`Keyword “${hit.phrase}”`, `turns ${hit.turn_ids.join(", ")}`]),
    ...checks.map((check) => [`Check: ${words(check.name)}`, verdictOf(check, quality)]),
  ]);
}

function textOf(value) {
  if (value === null || value === undefined) return "Not answered";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}
