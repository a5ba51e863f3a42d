// What two versions said differently of the same calls: how often by field, then change by change.

import { get } from "../api.js";
import { pageOf } from "../calls/row.js";
import { button, el, fill } from "../dom.js";
import { words } from "../format.js";
import { sentenceOf } from "../shell.js";
import { wordsChanged } from "../wording.js";
import { profilePath } from "./addresses.js";

const MOST_SHOWN = 50;

/** Return a button that shows what both versions answered before; nobody is asked anything. */
export function answerChanges(profileId, before, after) {
  const shown = el("div", { class: "result", "aria-live": "polite" });
  const show = async () => {
    asked.disabled = true;
    try {
      fill(shown, ...parts(await get(profilePath(profileId, "comparisons"), { before, after })));
    } catch (error) {
      fill(shown, el("p", { class: "notice bad" }, sentenceOf(error)));
    }
    asked.disabled = false;
  };
  const asked = button("Compare what they answered", { kind: "small", on: { click: show } });
  return [asked, shown];
}

function parts({ calls, left_out: leftOut, unchanged, fields, changes }) {
  const rest = leftOut ? ` ${leftOut} left out: they have no answers of both versions.` : "";
  const about = el("p", { class: "muted" }, `${calls} of the newest calls compared, ${unchanged} the same.${rest}`);
  if (!fields.length) return [about];
  const more = changes.length > MOST_SHOWN ? el("p", { class: "muted" }, `${changes.length - MOST_SHOWN} more differences: \`callinsight profiles compare\` lists them all.`) : null;
  return [about, tableOf(fields, calls), el("dl", { class: "differences" }, changes.slice(0, MOST_SHOWN).map(changeOf)), more];
}

function tableOf(fields, calls) {
  const head = el("tr", {}, ["Answer", "Differs in", "They agree by"].map((name, place) => el("th", { scope: "col", class: place ? "right" : null }, name)));
  const rows = fields.map(({ pointer, changed, agreement }) => el("tr", {}, el("th", { scope: "row" }, nameOf(pointer)), el("td", { class: "right" }, `${changed} of ${calls}`), el("td", { class: "right" }, `${Math.round(agreement * 100)} %`)));
  return el("table", { class: "table" }, el("caption", { class: "told" }, "Answers that differ"), el("thead", {}, head), el("tbody", {}, rows));
}

function changeOf({ call_id: callId, pointer, before, after }) {
  return [el("dt", {}, nameOf(pointer), " ", el("a", { class: "small", href: pageOf(callId) }, `call ${callId}`)), el("dd", {}, wordsChanged(textOf(before), textOf(after)))];
}

const nameOf = (pointer) => words(pointer.slice(1).replaceAll("/", ": ").replaceAll("~1", "/").replaceAll("~0", "~"));

function textOf(value) {
  if (value === null) return null;
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}
