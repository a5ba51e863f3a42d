// What differs between two analyses: answers and checks in words, keywords in the places where they fell.

import { el } from "../dom.js";
import { words } from "../format.js";
import { wordsChanged } from "../wording.js";
import { verdictOf } from "./verdict.js";

/** Return how people call the questions of an analysis. */
export const nameOf = (one) => `${one.profile_id}@${one.profile_version}`;

/** Return the differences; `chips({ turn_ids })` makes the times of a keyword that can be gone to. */
export function differences(one, other, chips) {
  const shown = [...inWords(one, other), ...ofKeywords(one, other, chips)];
  return [
    shown.length ? el("dl", { class: "differences" }, shown.map(([name, change]) => [el("dt", {}, name), el("dd", {}, change)])) : el("p", { class: "muted" }, "They say the same."),
    leftOut(one, other),
  ];
}

function inWords(one, other) {
  const [before, after] = [fieldsOf(one), fieldsOf(other)];
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  return names.filter((name) => !isOpen(name, one, other)).map((name) => [name, wordsChanged(before.get(name) ?? null, after.get(name) ?? null)]);
}

function fieldsOf({ answers, checks = [], provenance = {}, quality }) {
  return new Map([
    ["Profile", nameOf(provenance)],
    ["Model", provenance.model ?? "none"],
    ...Object.entries(answers).map(([name, value]) => [words(name), textOf(value)]),
    ...checks.map((check) => [`Check: ${words(check.name)}`, verdictOf(check, quality)]),
  ]);
}

// Two profiles ask different things: what neither of the analyses answers says nothing about them.
function isOpen(label, ...analyses) {
  const own = analyses.flatMap(({ answers }) => Object.entries(answers)).filter(([name]) => words(name) === label);
  return own.length > 0 && own.every(([, value]) => value === null || value === undefined);
}

function leftOut(one, other) {
  const names = new Set([one, other].flatMap(({ answers }) => Object.keys(answers).map(words)));
  const open = [...names].filter((name) => isOpen(name, one, other)).length;
  return open ? el("p", { class: "muted small" }, `Left out: ${open === 1 ? "1 field that is" : `${open} fields that are`} answered in neither of them.`) : null;
}

function ofKeywords(one, other, chips) {
  const [before, after] = [turnsByPhrase(one), turnsByPhrase(other)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((phrase) => {
    const [old, now] = [before.get(phrase) ?? [], after.get(phrase) ?? []];
    const at = (turns) => el("span", { class: "chips" }, chips({ turn_ids: turns }));
    const [gone, come] = [old.filter((turn) => !now.includes(turn)), now.filter((turn) => !old.includes(turn))];
    const parts = [gone.length ? ["No longer at ", at(gone)] : [], come.length ? [gone.length ? " " : "", "Now also at ", at(come)] : []].flat();
    return parts.length ? [[`Keyword “${phrase}”`, parts]] : [];
  });
}

function turnsByPhrase({ keyword_hits: hits = [] }) {
  const found = new Map();
  for (const { phrase, turn_ids: turns } of hits) found.set(phrase, [...new Set([...(found.get(phrase) ?? []), ...turns])]);
  return found;
}

function textOf(value) {
  if (value === null || value === undefined) return "Not answered";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}
