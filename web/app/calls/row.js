// One call as a row of the list; on a narrow screen the same parts make a card.

import { button, el, icon } from "../dom.js";
import { clock, money, moment, words } from "../format.js";
import { elapsedOf, reasonOf, statusBadge } from "../status.js";
import { flagChips } from "./flags.js";
import { replaceLink } from "./replacing.js";

// The other statuses name their step themselves.
const STEPS = { PREPARING: "reading the audio", TRANSCRIBED: "analyzing" };
const DIRECTIONS = { inbound: "in", outbound: "out" };

export const COLUMNS = [
  ["time", "Time"],
  ["who", "Call"],
  ["duration", "Duration"],
  ["state", "Status"],
  ["profile", "Profile"],
  ["outcome", "Outcome"],
  ["topic", "Topic"],
  ["flags", "Flags"],
  ["cost", "Cost"],
  ["look", "Preview"],
];

/** Return the address of a call's page. */
export const pageOf = (callId) => `call.html?id=${encodeURIComponent(callId)}`;

/** Return the name a person knows a call by. */
export const nameOf = (call) => call.customer || call.file_name || call.call_id;

/** Return the row of a call. */
export function rowOf(call, { selected, onSelect, onLook, mayWrite }) {
  const box = el("input", { type: "checkbox", checked: selected, "aria-label": `Select ${nameOf(call)}`, on: { click: onSelect } });
  const cells = {
    time: moment(call.created_at),
    who: whoOf(call),
    duration: el("span", { class: "number" }, clock(call.duration_seconds)),
    state: [statusBadge(call, { timed: false }), stateNote(call), mayWrite ? replaceLink(call, "under") : null],
    profile: profileOf(call),
    outcome: textOf(call.outcome),
    topic: textOf(call.topic),
    flags: el("span", { class: "chips" }, flagChips(call)),
    cost: el("span", { class: "number" }, money(call.cost_usd)),
    look: button(`Preview ${nameOf(call)}`, { symbol: "right", quiet: true, on: { click: onLook } }),
  };
  return el(
    "div",
    { role: "row", class: `row${selected ? " selected" : ""}`, dataset: { id: call.call_id, status: call.status } },
    el("div", { role: "cell", class: "pick" }, box),
    COLUMNS.map(([name, label]) => el("div", { role: "cell", class: isNothing(call, name) ? `${name} none` : name, dataset: { label } }, cells[name])),
  );
}

const SOURCES = { duration: "duration_seconds", profile: "profile_id", cost: "cost_usd", outcome: "outcome", topic: "topic" };

/** On a card, what is not known yet takes no line. */
const isNothing = (call, name) => name in SOURCES && [null, undefined, ""].includes(call[SOURCES[name]]);

function whoOf(call) {
  const link = el("a", { class: "name", href: pageOf(call.call_id), title: nameOf(call) }, nameOf(call));
  const direction = DIRECTIONS[String(call.direction ?? "").toLowerCase()];
  const arrow = direction ? el("span", { class: "direction", title: words(call.direction) }, icon(direction), el("span", { class: "told" }, words(call.direction))) : null;
  const under = [call.agent ? `with ${call.agent}` : null, call.customer ? call.file_name : null].filter(Boolean).join(" · ");
  return [el("span", { class: "first" }, arrow, link), under ? el("span", { class: "under" }, under) : null];
}

/** What is said under the status: why it failed or waits, else the step it is at, and for how long. */
function stateNote(call) {
  const note = reasonOf(call) ?? STEPS[call.status];
  const elapsed = elapsedOf(call);
  if (!note && !elapsed) return null;
  return el("span", { class: "under since", title: note }, note ? el("span", { class: "why" }, note) : null, elapsed ? el("span", { class: "for" }, note ? "· " : "for ", elapsed) : null);
}

function profileOf({ profile_id: id, profile_version: version }) {
  return id ? el("span", {}, id, version ? el("span", { class: "muted" }, `@${version}`) : null) : textOf(null);
}

function textOf(value) {
  const shown = value === null || value === undefined || value === "" ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
  return el("span", { class: "clamp", title: shown === "–" ? null : shown }, shown);
}
