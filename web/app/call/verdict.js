// How a check went, in a word; a draft can say what was heard, and fail nobody.

import { el } from "../dom.js";

const OF_DRAFT = { true: "Heard", false: "Not heard" };
const OF_FINAL = { true: "Passed", false: "Failed" };

/** Return the word for a check of an analysis of this quality. */
export const verdictOf = ({ passed, reason }, quality) => (passed === null ? `Unknown: ${String(reason).replaceAll("_", " ")}` : (quality === "draft" ? OF_DRAFT : OF_FINAL)[Boolean(passed)]);

/** Return it as a chip; that of a draft is neutral. */
export function verdictChip(check, quality) {
  const tone = quality === "draft" || check.passed === null ? "" : check.passed ? " good" : " bad";
  return el("span", { class: `chip verdict${tone}` }, verdictOf(check, quality));
}
