// What is told at once, by the event call.alert.

import { el } from "../dom.js";
import { checkbox, fieldOf, linesOf, textarea } from "../fields.js";

const FINDINGS = [["unverified_claim", "A claim whose words are not in the call"], ["unknown_turn", "A claim about a turn that is not there"], ["fact_not_in_call", "A name, number or date that nobody says"], ["contradiction", "Answers that contradict each other"]];

/** Return the part of the form about alerts; `read()` gives `alerts`, null if nothing raises one. */
export function alertsOf({ alerts }) {
  const lines = (name, label, help) => fieldOf(`alerts.${name}`, label, textarea((alerts?.[name] ?? []).join("\n"), { spellcheck: "false" }), help);
  const categories = lines("categories", "Categories that apply, one a line", "Names of categories of this profile.");
  const criteria = lines("criteria", "Criteria that failed, one a line", "As scorecard/criterion.");
  const found = FINDINGS.map(([kind, label]) => [kind, fieldOf(() => "alerts.findings", label, checkbox((alerts?.findings ?? []).includes(kind)))]);
  const read = () => {
    const told = { categories: linesOf(categories.control.value), criteria: linesOf(criteria.control.value), findings: found.filter(([, field]) => field.control.checked).map(([kind]) => kind) };
    return Object.values(told).some((list) => list.length) ? told : null;
  };
  return {
    element: el("div", {}, el("div", { class: "grid two" }, categories.element, criteria.element), el("fieldset", { class: "kinds" }, el("legend", {}, "Findings"), found.map(([, field]) => field.element))),
    fields: () => [categories, criteria, ...found.map(([, field]) => field)],
    read: () => ({ alerts: read() }),
  };
}
