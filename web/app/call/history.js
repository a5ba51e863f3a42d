// The history: statuses by attempt, the versions of the analysis with differences, who changed what.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { moment, money, words } from "../format.js";
import { sentenceOf } from "../shell.js";
import { STATUSES } from "../status.js";

/** Return the tab's content; versions and audit lines are asked for as it opens. */
export function history(call) {
  const versions = el("div", {}, el("p", { class: "muted" }, "Loading…"));
  const audit = el("div", {}, el("p", { class: "muted" }, "Loading…"));
  loaded(versions, () => get(`calls/${call.call_id}/analyses`), ({ analyses }) => versionList(call, analyses));
  loaded(audit, () => get(`calls/${call.call_id}/audit`), ({ lines }) => auditList(lines));
  const part = (title, content) => el("section", { class: "card" }, el("h3", {}, title), content);
  return el("div", { class: "cards" }, part("Analyses", versions), part("Statuses", statuses(call.history ?? [])), part("Changes", audit));
}

async function loaded(place, ask, draw) {
  try {
    fill(place, draw(await ask()));
  } catch (error) {
    fill(place, el("p", { class: "muted" }, sentenceOf(error)));
  }
}

function statuses(entries) {
  return el("ol", { class: "plain" }, entries.map((entry) => el("li", {}, moment(entry.at), ` ${STATUSES[entry.status]?.label ?? entry.status} `, el("span", { class: "muted" }, `attempt ${entry.attempt}`))));
}

function auditList(lines) {
  if (!lines.length) return el("p", { class: "muted" }, "Nobody has changed this call.");
  return el("ol", { class: "plain" }, lines.map((line) => el("li", {}, moment(line.at), ` ${line.action} `, el("span", { class: "muted" }, `by ${nameOf(line.actor)}`))));
}

const nameOf = (actor) => (typeof actor === "string" ? actor : (actor?.name ?? actor?.id ?? "somebody"));

function versionList(call, analyses) {
  if (!analyses.length) return el("p", { class: "muted" }, "There is no analysis yet.");
  const row = (one) => el("li", {}, moment(one.made_at), ` ${one.profile_id}@${one.profile_version} `, el("span", { class: "muted" }, [one.model, one.quality, money(one.cost_usd)].filter(Boolean).join(", ")), one.current ? el("span", { class: "chip" }, "current") : null);
  return [el("ol", { class: "plain" }, analyses.map(row)), analyses.length > 1 ? comparison(call, analyses) : null];
}

function comparison(call, analyses) {
  const options = () => analyses.map((one, index) => el("option", { value: one.id }, `${index + 1}. ${one.profile_id}@${one.profile_version}`));
  const choose = (label, at) => {
    const select = el("select", { "aria-label": label }, options());
    select.selectedIndex = at;
    return select;
  };
  const [from, to, result] = [choose("Compare from", 1), choose("Compare with", 0), el("div", { role: "status" })];
  const ask = () => Promise.all([from, to].map(({ value }) => get(`calls/${call.call_id}/analyses/${encodeURIComponent(value)}`)));
  const compare = () => loaded(result, ask, ([one, other]) => differences(one.answers, other.answers));
  return [el("div", { class: "row" }, from, to, button("Show differences", { kind: "small", on: { click: compare } })), result];
}

/** Return the differences of two sets of answers, field by field. */
export function differences(one, other) {
  const told = (value) => (typeof value === "string" ? value : JSON.stringify(value ?? null, null, 1));
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => told(one[name]) !== told(other[name]));
  if (!names.length) return el("p", { class: "muted" }, "Their answers are the same.");
  return el("dl", { class: "differences" }, names.map((name) => [el("dt", {}, words(name)), el("dd", {}, el("del", {}, told(one[name])), el("ins", {}, told(other[name])))]));
}
