// The analyses a call has had, and what differs between two of them.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { moment, money, words } from "../format.js";
import { fieldOf, select } from "../fields.js";
import { wordsChanged } from "../wording.js";
import { sentenceOf } from "../shell.js";

const nameOf = (one) => `${one.profile_id}@${one.profile_version}`;
const numbered = (analyses, one, place) => `${analyses.length - place}. ${nameOf(one)}`;

/** Return the list, newest first; `onShow(id)` is told of one to show, and two can be compared. */
export function analysisList(call, analyses, onShow) {
  if (!analyses.length) return el("p", { class: "muted" }, "There is no analysis yet.");
  const show = (one, name) => (one.current ? null : button("Show", { kind: "small", "aria-label": `Show ${name}`, on: { click: () => onShow(one.id) } }));
  const row = (one, place) => el("li", {}, el("b", {}, numbered(analyses, one, place)), one.current ? el("span", { class: "chip good" }, "Current") : null, el("span", { class: "muted small" }, moment(one.made_at), ` · ${[one.model, one.quality === "draft" ? "draft" : null, money(one.cost_usd)].filter(Boolean).join(" · ")}`), show(one, numbered(analyses, one, place)));
  const only = el("p", { class: "muted small" }, "This is the only one. Analyze the call again, and the two can be compared.");
  return [el("ol", { class: "plain entries" }, analyses.map(row)), analyses.length > 1 ? comparison(call, analyses) : only];
}

function comparison(call, analyses) {
  const options = analyses.map((one, place) => [one.id, numbered(analyses, one, place)]);
  const [before, after] = [fieldOf("", "Compare", select(options, analyses[1].id)), fieldOf("", "with", select(options, analyses[0].id))];
  const result = el("div", { role: "status" });
  const compare = async () => {
    const of = ({ control }) => get(`calls/${call.call_id}/analyses/${encodeURIComponent(control.value)}`);
    const found = await Promise.all([of(before), of(after)]).then(([one, other]) => differences(one, other), (error) => el("p", { class: "muted" }, sentenceOf(error)));
    fill(result, found);
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

function fieldsOf({ answers, checks = [], keyword_hits: hits = [], provenance = {} }) {
  const asked = [["Profile", nameOf(provenance)], ["Model", provenance.model ?? "none"]];
  const found = hits.map((hit) => [`Keyword “${hit.phrase}”`, `turns ${hit.turn_ids.join(", ")}`]);
  const checked = checks.map((check) => [`Check: ${words(check.name)}`, check.passed ? "Passed" : "Failed"]);
  return new Map([...asked, ...Object.entries(answers).map(([name, value]) => [words(name), textOf(value)]), ...found, ...checked]);
}

function textOf(value) {
  if (value === null || value === undefined) return "Not answered";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}
