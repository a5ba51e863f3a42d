// Categories and scorecards of a call: what rules say, and what a person puts right.

import { put, remove } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el } from "../dom.js";
import { words } from "../format.js";
import { toastProblem } from "../shell.js";
import { chipsIn } from "./chips.js";

const OUTCOMES = { passed: ["good", "Passed"], failed: ["bad", "Failed"], n_a: ["", "Not applicable"] };

/**
 * Return the cards of the present evaluation, or null; `onPlace(place)` is told of a chosen time chip,
 * `onScored` of a changed score, where that is allowed.
 */
export function scores({ call, transcript, onPlace, onScored = null }) {
  const found = call.evaluation;
  if (!found) return null;
  const chips = chipsIn(transcript, onPlace);
  const draft = found.quality === "draft" ? el("p", { class: "muted small" }, "By the words of a draft.") : null;
  const cards = (found.scorecards ?? []).map((card) => scorecard({ call, card, chips, draft: draft?.cloneNode(true), onScored }));
  return el("div", { class: "cards" }, categories(found.categories ?? [], chips, draft), cards);
}

function categories(all, chips, draft) {
  const verdict = ({ applies }) => (applies === null || applies === undefined ? "Not known" : applies ? "Yes" : "No");
  const row = (category) => el("li", {}, el("span", { class: "chip verdict" }, verdict(category)), el("span", {}, words(category.name), because(category.reason)), el("span", { class: "chips" }, chips(category)));
  return all.length ? el("section", { class: "card insight" }, el("h3", {}, "Categories"), draft, el("ul", { class: "plain lines" }, all.map(row))) : null;
}

function scorecard({ call, card, chips, draft, onScored }) {
  const total = typeof card.percent === "number" ? `${card.percent} %` : "not known";
  const title = `${words(card.name)}: ${total}${card.auto_failed ? " (auto-fail)" : ""}`;
  const row = (criterion) => line({ call, card, criterion, chips, onScored });
  return el("section", { class: "card insight" }, el("h3", {}, title), draft, el("ul", { class: "plain lines" }, card.criteria.map(row)));
}

function line({ call, card, criterion, chips, onScored }) {
  const [kind, label] = OUTCOMES[criterion.outcome];
  const word = criterion.override;
  const change = onScored ? button("Change", { kind: "small", "aria-label": `Change ${words(criterion.name)}`, on: { click: () => ask({ call, card, criterion, onScored }) } }) : null;
  return el(
    "li",
    {},
    el("span", { class: `chip verdict ${kind}` }, label),
    el("span", {}, words(criterion.name), word ? null : because(criterion.reason)),
    word ? el("span", { class: "muted small" }, `${word.author}: ${word.reason} (computed: ${OUTCOMES[criterion.computed][1].toLowerCase()})`) : null,
    el("span", { class: "chips" }, chips(criterion), change),
  );
}

function because(reason) {
  return reason ? el("span", { class: "muted small" }, ` (${reason.replaceAll("_", " ")})`) : null;
}

function ask({ call, card, criterion, onScored }) {
  const path = `calls/${call.call_id}/scores/${card.name}/${criterion.name}`;
  const options = Object.entries(OUTCOMES).map(([value, [, label]]) => el("option", { value, selected: value === criterion.outcome }, label));
  const outcome = el("select", { "aria-label": "Outcome" }, options);
  const reason = el("input", { "aria-label": "Reason", required: true, maxlength: 500, value: criterion.override?.reason ?? "" });
  const act = async () => onScored(await put(path, { outcome: outcome.value, reason: reason.value }));
  const back = criterion.override ? button("Take back", { kind: "small", on: { click: () => takeBack(path, dialog, onScored) } }) : null;
  const parts = [el("label", {}, "Outcome ", outcome), el("label", {}, "Reason ", reason), back];
  const dialog = openDialog({ title: `Change ${words(criterion.name)}`, yes: "Save", parts, act });
}

async function takeBack(path, dialog, onScored) {
  try {
    const call = await remove(path);
    dialog.close();
    onScored(call);
  } catch (error) {
    toastProblem(error);
  }
}
