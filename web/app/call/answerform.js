// A person's own answer: a control for each part of it, made from the form its profile asks for.

import { Problem } from "../api.js";
import { el } from "../dom.js";
import { fieldOf, input, linesOf, numberOf, select, textarea } from "../fields.js";
import { words } from "../format.js";
import { rowsOf } from "../rows.js";
import { formOf } from "./answerschema.js";

// What a model and code say about a claim; a person says what it claims, and by which words.
const ABOUT_CLAIMS = new Set(["said_by", "turn_ids", "confidence", "verified", "problem", "start", "end"]);
const UNTOLD = ["", "Not told"];
const YES_OR_NO = [["true", "Yes"], ["false", "No"]];

const MAKERS = { choice, yesOrNo, text, number, lines, numbers, row, list, group, json };

/**
 * Return {element, isPlain, read()} for the answer `name`; `schema` is that of all answers of the call.
 * What no control fits, or nobody has the form of, is written as JSON. `read` throws what is wrong.
 */
export function answerForm({ schema, name, value }) {
  const form = formOf(schema.properties?.[name] ?? formBy(value), schema);
  return { ...part(form, schema, "What it should have been", value), isPlain: form.kind === "text" };
}

const formBy = (value) => (typeof value === "string" || value === null || value === undefined ? { type: ["string", "null"] } : {});

function part(form, root, label, value) {
  return MAKERS[form.kind]({ form, root, label, value });
}

/** Return a part of one control; `of` reads its text, and nothing typed is null where null may be. */
function single(label, control, of, { help = null, nullable = true } = {}) {
  const field = fieldOf("expected", label, control, help);
  const read = () => (nullable && !control.value.trim() ? null : of(control.value, field));
  return { element: field.element, read };
}

function choice({ form, label, value }) {
  const named = form.values.map((one) => [String(one), words(one)]);
  const of = (chosen) => form.values.find((one) => String(one) === chosen) ?? null;
  return single(label, select(form.nullable ? [UNTOLD, ...named] : named, value === null || value === undefined ? "" : String(value)), of, { help: form.help });
}

function yesOrNo({ form, label, value }) {
  const chosen = typeof value === "boolean" ? String(value) : "";
  return single(label, select(form.nullable ? [UNTOLD, ...YES_OR_NO] : YES_OR_NO, chosen), (text) => text === "true", { help: form.help });
}

function text({ form, label, value }) {
  return single(label, textarea(value, { rows: 2 }), (typed) => typed, { help: form.help, nullable: form.nullable });
}

function number({ form, label, value }) {
  return single(label, input(value, { inputmode: "decimal" }), asNumber, { help: form.help });
}

function asNumber(typed, field) {
  const found = numberOf(typed);
  if (found === null || typeof found === "number") return found;
  field.problem("This is no number.");
  throw wrong("What it should have been has a number that is none.");
}

function lines({ form, label, value }) {
  return single(`${label}, one a line`, textarea((value ?? []).join("\n"), { rows: 3 }), linesOf, { help: form.help, nullable: false });
}

/** So many numbers as the form says stand side by side; each may be untold. */
function numbers({ form, label, value }) {
  const controls = Array.from({ length: form.count }, (_, place) => single(String(place + 1), input(value?.[place], { inputmode: "decimal" }), asNumber));
  const element = el("fieldset", { class: "group numbers" }, el("legend", {}, label), controls.map((one) => one.element), helpOf(form));
  return { element, read: () => controls.map((one) => one.read()) };
}

/** Any count of numbers is one line of them. */
function row({ form, label, value }) {
  const of = (typed, field) => typed.split(/[\s,;]+/).filter(Boolean).map((one) => asNumber(one, field));
  return single(label, input((value ?? []).join(", ")), of, { help: form.help ?? "Numbers, with commas between them.", nullable: false });
}

function list({ form, root, label, value }) {
  const make = (item) => ({ ...group({ form: form.items, root, value: item }), fields: [], name: () => "" });
  const rows = rowsOf({ items: value ?? [], make, what: form.items.isClaim ? "claim" : "row", changed: () => {}, empty: () => ({}) });
  const element = el("fieldset", { class: "group" }, el("legend", {}, label), helpOf(form), rows.element);
  return { element, read: () => rows.read().filter((row) => !isEmpty(row)) };
}

function group({ form, root, label = null, value }) {
  const names = Object.keys(form.properties).filter((name) => !(form.isClaim && ABOUT_CLAIMS.has(name)));
  const parts = names.map((name) => [name, part(formOf(form.properties[name], root), root, words(name), value?.[name])]);
  const inner = parts.map(([, one]) => one.element);
  const element = label ? el("fieldset", { class: "group" }, el("legend", {}, label), inner) : el("div", { class: "parts" }, inner);
  const read = () => {
    const said = Object.fromEntries(parts.map(([name, one]) => [name, one.read()]));
    return form.nullable && isEmpty(said) ? null : said;
  };
  return { element, read };
}

function json({ form, label, value }) {
  const shown = value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
  return single(label, textarea(shown, { rows: 4, class: "code" }), asJson, { help: form.help ?? "As JSON, in the form of the answer." });
}

function asJson(typed, field) {
  try {
    return JSON.parse(typed);
  } catch {
    field.problem("This is no JSON.");
    throw wrong("What it should have been is no JSON.");
  }
}

const wrong = (detail) => new Problem({ detail, code: "wrong_input" });

const helpOf = ({ help }) => (help ? el("p", { class: "help" }, help) : null);

/** Say whether nothing was typed: not in any part. */
function isEmpty(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return !value.trim();
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
