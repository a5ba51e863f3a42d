// The words of an OpenAPI document: paragraphs, and code between backticks; nothing else is markup.

import { el } from "../dom.js";

/** Return text as paragraphs. */
export function prose(text) {
  return text.trim().split(/\n{2,}/).map((paragraph) => el("p", {}, inline(paragraph)));
}

/** Return text whose parts between backticks are code. */
export function inline(text) {
  return text.split("`").map((part, place) => (place % 2 ? el("code", {}, part) : part));
}
