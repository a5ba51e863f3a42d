// Scorecards: criteria with weights, each answered by a check, a category or a field of the answers.

import { el } from "../dom.js";
import { checkbox, fieldOf, input, linesOf, numberOf, select, textarea } from "../fields.js";
import { row } from "./questions.js";
import { rowsOf } from "../rows.js";

const BY = [["check", "Check passes"], ["category", "Category applies"], ["absent", "Category is absent"], ["field", "Answer has a value"]];
const HELP = { check: "Name of a check of this profile.", category: "Name of a category of this profile.", absent: "Name of a category of this profile.", field: "Where in the answers, as /resolution/status." };
const NO_CRITERION = { name: "", weight: 1, check: "", category: null, present: true, field: null, passes: null, auto_fail: false };

/** Return the list of scorecards; `read()` is null without any. */
export function scorecards(given, changed) {
  const make = (scorecard, index) => {
    const place = () => `scorecards.${index()}`;
    const called = fieldOf(place, "Name", input(scorecard.name, { spellcheck: "false" }));
    const criteria = rowsOf({ items: scorecard.criteria, make: (criterion, at) => criterionOf(criterion, () => `${place()}.criteria.${at()}`), what: "criterion", changed, empty: () => NO_CRITERION });
    const element = el("div", { class: "parts scorecard" }, called.element, criteria.element);
    return { element, fields: () => [called, ...criteria.fields()], name: () => called.control.value.trim(), read: () => ({ name: called.control.value.trim(), criteria: criteria.read() }) };
  };
  const list = rowsOf({ items: given ?? [], make, what: "scorecard", changed, empty: () => ({ name: "", criteria: [NO_CRITERION] }) });
  return { ...list, read: () => list.read().length ? list.read() : null };
}

function criterionOf(criterion, own) {
  const path = (name) => () => `${own()}.${name}`;
  const called = fieldOf(path("name"), "Name", input(criterion.name, { spellcheck: "false" }));
  const by = fieldOf(own, "Passes if", select(BY, byOf(criterion)));
  const what = fieldOf(() => path(by.control.value === "absent" ? "category" : by.control.value)(), "Which one", input(criterion.check ?? criterion.category ?? criterion.field, { spellcheck: "false" }), HELP[byOf(criterion)]);
  const passes = fieldOf(path("passes"), "Values that pass, one a line", textarea((criterion.passes ?? []).map(written).join("\n")), "true, false and numbers are what they are; in quotes they are texts.");
  const weight = fieldOf(path("weight"), "Weight", input(criterion.weight, { inputmode: "numeric" }), "1 to 100");
  const fatal = fieldOf(path("auto_fail"), "Without it the total is 0", checkbox(criterion.auto_fail));
  const show = () => {
    passes.element.hidden = by.control.value !== "field";
    what.element.querySelector(".help").textContent = HELP[by.control.value];
  };
  by.control.addEventListener("input", show);
  show();
  return row("criterion", [called, by, what, weight, fatal, passes], called.control, () => readCriterion({ called, by, what, passes, weight, fatal }));
}

function byOf({ check, category, present, field }) {
  if (field !== null && field !== undefined) return "field";
  if (category !== null && category !== undefined) return present === false ? "absent" : "category";
  return check === undefined ? "field" : "check";
}

function readCriterion({ called, by, what, passes, weight, fatal }) {
  const kind = by.control.value;
  const named = what.control.value.trim();
  return {
    name: called.control.value.trim(),
    weight: numberOf(weight.control.value) ?? 1,
    check: kind === "check" ? named : null,
    category: kind === "category" || kind === "absent" ? named : null,
    present: kind !== "absent",
    field: kind === "field" ? named : null,
    passes: kind === "field" ? linesOf(passes.control.value).map(valueOf) : null,
    auto_fail: fatal.control.checked,
  };
}

/** Return a value as it is written in its line, so that reading it gives the same one. */
const written = (value) => (typeof value === "string" && valueOf(value) === value ? value : JSON.stringify(value));

function valueOf(text) {
  try {
    const value = JSON.parse(text);
    return value === null || typeof value === "object" ? text : value;
  } catch {
    return text;
  }
}
