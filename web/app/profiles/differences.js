// What differs between two versions of a profile: field by field, in words added and removed.

import { el } from "../dom.js";
import { words } from "../format.js";
import { wordsChanged } from "../wording.js";

const UNCOMPARED = new Set(["profile_id", "version"]);
const BY_NAME = new Set(["prompts", "keywords", "transcription"]);

/** Return the differences as [{field, before, after}], in the order of the document; texts or null. */
export function differences(before, after) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !UNCOMPARED.has(name));
  return names.flatMap((name) => {
    if (BY_NAME.has(name)) return [...inside(name, before[name] ?? {}, after[name] ?? {}), ...order(name, before[name], after[name])];
    if (name === "checks") return inside(name, byName(before[name]), byName(after[name]));
    return changed(words(name), before[name], after[name]);
  });
}

const byName = (checks = []) => Object.fromEntries(checks.map((check) => [check.name, check]));

function inside(name, before, after) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changed(`${words(name)} › ${key}`, before[key], after[key]));
}

/** The model reads questions in their order, so another order is a difference. */
function order(name, before = {}, after = {}) {
  if (name !== "prompts") return [];
  const common = (one, other) => Object.keys(one).filter((key) => key in other).join(", ");
  return changed("Order of the questions", common(before, after), common(after, before));
}

function changed(field, before, after) {
  const [one, other] = [textOf(before), textOf(after)];
  return one === other ? [] : [{ field, before: one, after: other }];
}

function textOf(value) {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join("\n") || null;
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

/** Return differences as elements; what was taken away is struck through, what came is underlined. */
export function shownDifferences(found) {
  if (!found.length) return el("p", { class: "muted" }, "They are the same.");
  return el("dl", { class: "differences" }, found.map(({ field, before, after }) => [el("dt", {}, field), el("dd", {}, wordsChanged(before, after))]));
}
