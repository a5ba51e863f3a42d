// The statuses of a call by attempt, each with how long it lasted; the newest attempt first.

import { el } from "../dom.js";
import { lasting, moment } from "../format.js";
import { STATUSES } from "../status.js";

/** Return the attempts of a call. */
export function attempts({ history: entries = [] }) {
  const numbers = [...new Set(entries.map(({ attempt }) => attempt))].reverse();
  if (!numbers.length) return el("p", { class: "muted" }, "Nothing has happened yet.");
  return numbers.map((number, place) => attempt(number, entries, place === 0));
}

function attempt(number, entries, open) {
  const own = entries.filter((entry) => entry.attempt === number);
  const rows = own.map((entry) => el("li", {}, dot(entry.status), el("span", {}, STATUSES[entry.status]?.label ?? entry.status), el("span", { class: "muted small number" }, lastedUntil(entry, entries))));
  const title = number === 0 ? "Before the recording came" : `Attempt ${number}`;
  return el("details", { class: "attempt", open }, el("summary", {}, el("b", {}, title), el("span", { class: "muted small" }, moment(own[0].at))), el("ol", { class: "plain statuses" }, rows));
}

const dot = (status) => el("span", { class: `dot ${STATUSES[status]?.tone ?? "waits"}` });

function lastedUntil(entry, entries) {
  const next = entries[entries.indexOf(entry) + 1];
  return next ? lasting((new Date(next.at) - new Date(entry.at)) / 1000) : null;
}
