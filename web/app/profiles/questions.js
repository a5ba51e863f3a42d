// The three lists of a profile: questions, keywords by topic, and checks.

import { el } from "../dom.js";
import { fieldOf, input, linesOf, select, textarea } from "../fields.js";
import { rowsOf } from "../rows.js";

export const ROLES = [["", "Anybody"], ["agent", "The agent"], ["customer", "The customer"]];
const PLACES = [["call", "Anywhere in the call"], ["start", "In the first 30 seconds"], ["end", "In the last 30 seconds"]];

/** Return a row of fields that stand beside each other. */
export const row = (kind, fields, name, read) => ({
  element: el("div", { class: `parts ${kind}` }, fields.map((field) => field.element)),
  fields,
  name: () => name.value.trim(),
  read,
});

/** Return the list of questions; each name is a field of the result. */
export function questions(prompts, changed) {
  const make = ([name, question]) => {
    const path = (rest) => () => `prompts.${called.control.value.trim()}${rest}`;
    const called = fieldOf(path(".[key]"), "Name", input(name, { spellcheck: "false" }));
    const asked = fieldOf(path(""), "Question", textarea(question));
    return row("question", [called, asked], called.control, () => [called.control.value.trim(), asked.control.value]);
  };
  return named("prompts", rowsOf({ items: Object.entries(prompts), make, what: "question", changed, empty: () => ["", ""] }));
}

/** Return the topics, each with phrases to count. */
export function keywords(topics, changed) {
  const make = ([topic, phrases]) => {
    const path = (rest) => () => `keywords.${called.control.value.trim()}${rest}`;
    const called = fieldOf(path(".[key]"), "Topic", input(topic));
    const counted = fieldOf(path(""), "Phrases, one a line", textarea(phrases.join("\n")));
    return row("topic", [called, counted], called.control, () => [called.control.value.trim(), linesOf(counted.control.value)]);
  };
  return named("keywords", rowsOf({ items: Object.entries(topics), make, what: "topic", changed, empty: () => ["", []] }));
}

/** Return the checks: was one of the phrases said, by whom, and when. */
export function checks(given, changed) {
  const make = (check, index) => {
    const path = (part) => () => `checks.${index()}.${part}`;
    const called = fieldOf(path("name"), "Name", input(check.name));
    const role = fieldOf(path("role"), "Said by", select(ROLES, check.role));
    const within = fieldOf(path("within"), "When", select(PLACES, check.within));
    const said = fieldOf(path("any_of"), "Phrases, one a line", textarea(check.any_of.join("\n")));
    const read = () => ({ name: called.control.value.trim(), any_of: linesOf(said.control.value), role: role.control.value || null, within: within.control.value });
    return row("check", [called, role, within, said], called.control, read);
  };
  return rowsOf({ items: given, make, what: "check", changed, empty: () => ({ name: "", any_of: [], role: null, within: "call" }) });
}

/** Return a list whose rows are [name, value] as one that reads an object, and tells of a name used twice. */
function named(path, list) {
  const problems = () => {
    const names = list.read().map(([name]) => name);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    return twice.map((name) => ({ field: `${path}.${name}.[key]`, message: "This name is used twice." }));
  };
  return { ...list, problems, read: () => Object.fromEntries(list.read()) };
}
