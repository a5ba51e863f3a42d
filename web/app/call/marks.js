// Marks over the text of turns: the spoken word, what was searched, words that were hard to hear.

const DOUBTFUL_BELOW = 0.6;
// The later lies over the earlier.
const ORDER = ["doubtful", "chosen", "found", "pointed", "spoken"];
const canMark = "highlights" in CSS && typeof Highlight === "function";

/** Put a mark over `ranges`; a browser without highlights shows none (the turn is marked anyway). */
export function mark(name, ranges) {
  if (!canMark) return;
  const highlight = new Highlight(...ranges);
  highlight.priority = ORDER.indexOf(name);
  if (ranges.length) CSS.highlights.set(name, highlight);
  else CSS.highlights.delete(name);
}

/** Return the words of a turn that have a place in its text, with that place. */
export function placedWords(turn) {
  const placed = [];
  let from = 0;
  for (const word of turn.words) {
    const at = turn.text.indexOf(word.text.trim(), from);
    if (at < 0 || typeof word.start !== "number") continue;
    from = at + word.text.trim().length;
    placed.push({ start: word.start, end: word.end ?? word.start, at, to: from, confidence: word.confidence });
  }
  return placed;
}

/** Return from where to where in a turn's text the words of a place are; nothing if it does not tell. */
export function wordsMeant(turn, said, { start, end, quote }) {
  const at = typeof quote === "string" && quote ? turn.text.indexOf(quote) : -1;
  if (at >= 0) return [at, at + quote.length];
  const meant = end > start ? said.filter((word) => word.end > start && word.start < end) : [];
  return meant.length ? [meant[0].at, meant.at(-1).to] : [];
}

/** Return a range over characters of the one text node of an element. */
export function rangeIn(element, at, to) {
  const range = new Range();
  range.setStart(element.firstChild, at);
  range.setEnd(element.firstChild, to);
  return range;
}

/** Return the ranges of the words the engine was unsure of. */
export function doubtfulRanges(element, turn) {
  const unsure = (word) => typeof word.confidence === "number" && word.confidence < DOUBTFUL_BELOW;
  return turn.words.some(unsure) ? placedWords(turn).filter(unsure).map((word) => rangeIn(element, word.at, word.to)) : [];
}

/** Return where in the text of an element a point of the screen is, or null. */
export function characterAt(element, x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return caret.offsetNode === element.firstChild ? caret.offset : null;
  const range = document.caretRangeFromPoint?.(x, y);
  return range && range.startContainer === element.firstChild ? range.startOffset : null;
}
