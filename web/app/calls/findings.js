// What was found in a call besides its summary: checks, keywords, and what stayed open and why.

import { verdictChip } from "../call/verdict.js";
import { el } from "../dom.js";
import { words } from "../format.js";

/** Return the findings of an analysis as elements; none where nothing was found. */
export function findings(analysis) {
  const { checks = [], keyword_hits: hits = [], unanswerable = [], quality } = analysis ?? {};
  return [
    checks.length ? el("ul", { class: "plain", "aria-label": "Checks" }, checks.map((check) => el("li", {}, verdictChip(check, quality), ` ${words(check.name)}`))) : null,
    hits.length ? el("p", {}, el("b", {}, "Keywords: "), [...new Set(hits.map(({ phrase }) => `“${phrase}”`))].join(", ")) : null,
    byReason(unanswerable).map(([reason, fields]) => el("p", { class: "muted" }, `Not answered (${reason.replaceAll("_", " ")}): ${fields.map(words).join(", ")}`)),
  ];
}

function byReason(unanswerable) {
  const fields = new Map();
  for (const { field, reason } of unanswerable) fields.set(String(reason), [...(fields.get(String(reason)) ?? []), field]);
  return [...fields];
}
