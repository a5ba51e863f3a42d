// What a profile asks beside its own questions: typed fields, claims and parts.

import { fieldOf, input, numberOf, select } from "../fields.js";

const YES_NO = [["", "As usual"], ["true", "Yes"], ["false", "No"]];
const UNVERIFIED = [["", "Flag them"], ["drop", "Leave them out"]];
/** Return the part of the form: its elements, its fields and `read()`. */
export function answersOf(given) {
  const plain = {
    fields: fieldOf("fields", "Typed fields", input((given.fields ?? []).join(", "), { spellcheck: "false" }), "Of call_analysis.v1, with commas between: summary, issues, resolution … Each claim in them is looked for in the call."),
    unverified_claims: fieldOf("unverified_claims", "Claims that the call does not bear out", select(UNVERIFIED, given.unverified_claims === "drop" ? "drop" : "")),
    part_characters: fieldOf("part_characters", "Characters of a part", input(given.part_characters, { inputmode: "numeric" }), "Longer calls are read in parts; 60,000 if left empty."),
    strict_output: fieldOf("strict_output", "Schema enforced by the provider", select(YES_NO, given.strict_output === null || given.strict_output === undefined ? "" : String(given.strict_output))),
  };
  return {
    elements: Object.values(plain).map((field) => field.element),
    fields: () => Object.values(plain),
    read: () => readPlain(plain, given),
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
