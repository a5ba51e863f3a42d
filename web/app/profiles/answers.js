// What a profile asks beside its own questions: typed fields, claims, parts, and rules as JSON.

import { fieldOf, input, numberOf, select, textarea } from "../fields.js";

const YES_NO = [["", "As usual"], ["true", "Yes"], ["false", "No"]];
const UNVERIFIED = [["", "Flag them"], ["drop", "Leave them out"]];
const RULES = [
  ["categories", "Categories", "Kinds of calls, told apart without a model: a list of {name, any_of, all_of}."],
  ["scorecards", "Scorecards", "A list of {name, criteria}; each criterion is answered by a check, a category or a field."],
  ["alerts", "Alerts", "What is told at once: {categories, criteria, findings}."],
  ["redaction", "Redaction", 'Values nobody needs to read: {} for all kinds, or {"kinds": ["card", "iban"]}. Empty: nothing is redacted.'],
];

/** Return the part of the form: its elements by section, its fields, `read()` and `problems()`. */
export function answersOf(given) {
  const plain = {
    fields: fieldOf("fields", "Typed fields", input((given.fields ?? []).join(", "), { spellcheck: "false" }), "Of call_analysis.v1, with commas between: summary, issues, resolution … Each claim in them is looked for in the call."),
    unverified_claims: fieldOf("unverified_claims", "Claims that the call does not bear out", select(UNVERIFIED, given.unverified_claims === "drop" ? "drop" : "")),
    part_characters: fieldOf("part_characters", "Characters of a part", input(given.part_characters, { inputmode: "numeric" }), "Longer calls are read in parts; 60,000 if left empty."),
    strict_output: fieldOf("strict_output", "Schema enforced by the provider", select(YES_NO, given.strict_output === null || given.strict_output === undefined ? "" : String(given.strict_output))),
  };
  const rules = Object.fromEntries(RULES.map(([name, label, help]) => [name, fieldOf(name, label, textarea(written(given[name]), { class: "code", rows: 2, spellcheck: "false" }), help)]));
  return {
    plain: Object.values(plain).map((field) => field.element),
    rules: Object.values(rules).map((field) => field.element),
    fields: () => [...Object.values(plain), ...Object.values(rules)],
    problems: () => Object.entries(rules).flatMap(([name, field]) => problemOf(name, field)),
    read: () => ({ ...readPlain(plain, given), ...Object.fromEntries(Object.entries(rules).map(([name, field]) => [name, parsed(field.control.value)])) }),
  };
}

function readPlain(plain, given) {
  const of = (name) => plain[name].control.value;
  const names = of("fields").split(",").map((name) => name.trim()).filter(Boolean);
  const flag = given.unverified_claims === "flag" ? "flag" : null;
  return {
    fields: names.length ? names : null,
    unverified_claims: of("unverified_claims") || flag,
    part_characters: numberOf(of("part_characters")),
    strict_output: of("strict_output") === "" ? null : of("strict_output") === "true",
  };
}

const written = (value) => (value === null || value === undefined ? "" : JSON.stringify(value, null, 2));

function parsed(text) {
  try {
    return text.trim() ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function problemOf(name, { control }) {
  try {
    if (control.value.trim()) JSON.parse(control.value);
    return [];
  } catch (error) {
    return [{ field: name, message: `This is no JSON: ${error.message}.` }];
  }
}
