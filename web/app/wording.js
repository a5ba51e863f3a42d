// Two texts as one: the words that stayed, those taken away and those added.

import { el } from "./dom.js";

const MOST = 4_000_000;

/** Return nodes: text, <del> and <ins>; null is a text that is not there. */
export function wordsChanged(before, after) {
  if (before === null) return [el("ins", {}, after)];
  if (after === null) return [el("del", {}, before)];
  const [old, now] = [pieces(before), pieces(after)];
  if (old.length * now.length > MOST) return [el("del", {}, before), "\n", el("ins", {}, after)];
  return joined(steps(old, now, lengths(old, now)));
}

const pieces = (text) => text.match(/\s*\S+\s*/gu) ?? (text ? [text] : []);

/** Return how many words two endings have in common, for each pair of places. */
function lengths(old, now) {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] = old[i] === now[j] ? table[at + width + 1] + 1 : Math.max(table[at + width], table[at + 1]);
    }
  }
  return table;
}

function steps(old, now, table) {
  const [width, found] = [now.length + 1, []];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push(["same", old[i]]);
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) found.push(["del", old[i++]]);
    else found.push(["ins", now[j++]]);
  }
  return found;
}

function joined(found) {
  const runs = [];
  for (const [kind, text] of found) {
    if (runs.at(-1)?.kind === kind) runs.at(-1).text += text;
    else runs.push({ kind, text });
  }
  return runs.map(({ kind, text }) => (kind === "same" ? text : el(kind, {}, text)));
}
