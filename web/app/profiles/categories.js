// Categories: kinds of calls that are told apart without a model, each by its rules.

import { el } from "../dom.js";
import { fieldOf, input, linesOf, numberOf, select, textarea } from "../fields.js";
import { ROLES, row } from "./questions.js";
import { rowsOf } from "../rows.js";

const NEEDED = [["any_of", "One of these"], ["all_of", "Always"]];
const ASKED = [["said", "Said"], ["not_said", "Not said"], ["silence_seconds", "Silence"]];
const PARTS = [["", "Anywhere"], ["start", "First 30 seconds"], ["end", "Last 30 seconds"], ["from", "From … to …"]];
const NO_RULE = { said: [], not_said: null, silence_seconds: null, role: null, within: null, from_seconds: null, to_seconds: null };

/** Return the list of categories; `read()` is null without any. */
export function categories(given, changed) {
  const make = (category, index) => {
    const place = () => `categories.${index()}`;
    const called = fieldOf(place, "Name", input(category.name, { spellcheck: "false" }));
    const rules = rulesOf(category, place, changed);
    const element = el("div", { class: "parts category" }, called.element, rules.element);
    return { element, fields: () => [called, ...rules.fields()], name: () => called.control.value.trim(), read: () => ({ name: called.control.value.trim(), ...rules.read() }) };
  };
  const list = rowsOf({ items: given ?? [], make, what: "category", changed, empty: () => ({ name: "", any_of: [NO_RULE] }) });
  return { ...list, read: () => list.read().length ? list.read() : null };
}

function rulesOf({ all_of: all, any_of: any }, place, changed) {
  const items = [...(all ?? []).map((rule) => ["all_of", rule]), ...(any ?? []).map((rule) => ["any_of", rule])];
  const make = ([needed, rule], index) => {
    const group = fieldOf(() => `${place()}.nowhere`, "Needed", select(NEEDED, needed));
    // A rule's place is counted among those of its own kind.
    const own = () => `${place()}.${group.control.value}.${list.rows().slice(0, index()).filter((one) => one.group() === group.control.value).length}`;
    const { fields, read, name } = ruleOf(rule, own);
    return { ...row("rule", [group, ...fields], name, () => [group.control.value, read()]), group: () => group.control.value };
  };
  const list = rowsOf({ items, make, what: "rule", changed, empty: () => ["any_of", NO_RULE] });
  const of = (kind) => {
    const found = list.read().filter(([needed]) => needed === kind).map(([, rule]) => rule);
    return found.length ? found : null;
  };
  return { ...list, read: () => ({ all_of: of("all_of"), any_of: of("any_of") }) };
}

function ruleOf(rule, own) {
  const path = (name) => () => `${own()}.${name}`;
  const is = ASKED.find(([name]) => rule[name] !== null && rule[name] !== undefined)?.[0] ?? "said";
  const asked = fieldOf(own, "What", select(ASKED, is));
  const phrases = fieldOf(() => `${own()}.${asked.control.value}`, "Phrases, one a line", textarea((rule.said ?? rule.not_said ?? []).join("\n")));
  const silence = fieldOf(path("silence_seconds"), "Seconds of silence", input(rule.silence_seconds, { inputmode: "decimal" }), "Between the first and the last sound of the call.");
  const role = fieldOf(path("role"), "Said by", select(ROLES, rule.role));
  const span = rule.within ?? (has(rule.from_seconds) || has(rule.to_seconds) ? "from" : "");
  const within = fieldOf(path("within"), "When", select(PARTS, span));
  const from = fieldOf(path("from_seconds"), "From second", input(rule.from_seconds, { inputmode: "decimal" }));
  const to = fieldOf(path("to_seconds"), "To second", input(rule.to_seconds, { inputmode: "decimal" }), "Left empty: to the end.");
  const show = () => {
    const silent = asked.control.value === "silence_seconds";
    for (const field of [phrases, role]) field.element.hidden = silent;
    silence.element.hidden = !silent;
    for (const field of [from, to]) field.element.hidden = within.control.value !== "from";
  };
  for (const { control } of [asked, within]) control.addEventListener("input", show);
  show();
  const read = () => readRule({ asked, phrases, silence, role, within, from, to });
  return { fields: [asked, role, within, from, to, silence, phrases], read, name: phrases.control };
}

function readRule({ asked, phrases, silence, role, within, from, to }) {
  const kind = asked.control.value;
  const isSpan = within.control.value === "from";
  return {
    said: kind === "said" ? linesOf(phrases.control.value) : null,
    not_said: kind === "not_said" ? linesOf(phrases.control.value) : null,
    silence_seconds: kind === "silence_seconds" ? numberOf(silence.control.value) : null,
    role: kind === "silence_seconds" ? null : role.control.value || null,
    within: isSpan ? null : within.control.value || null,
    from_seconds: isSpan ? numberOf(from.control.value) : null,
    to_seconds: isSpan ? numberOf(to.control.value) : null,
  };
}

const has = (value) => value !== null && value !== undefined;
