// Who changed a call, what, and when: the lines of the audit in words.

import { el } from "../dom.js";
import { moment, words } from "../format.js";

const ACTIONS = {
  "call.create": "Announced",
  "call.upload_link": "Asked for an upload link",
  "call.change": "Changed",
  "call.rerun": "Run again",
  "call.cancel": "Cancelled",
  "call.erase": "Deleted",
  "call.hold": "Held",
  "call.release": "Released",
  "call.ask": "Asked a question",
  "answer.correct": "Put an answer right",
  "answer.take_back": "Took a correction back",
  "score.override": "Put a score right",
  "score.take_back": "Took a score back",
};
const KINDS = { local: "somebody on this machine", command: "a command", key: "API key", token: "token" };

/** Return the lines, newest first. */
export function changes(lines) {
  if (!lines.length) return el("p", { class: "muted" }, "Nobody has changed this call.");
  return el("ol", { class: "plain entries" }, lines.map(line));
}

function line({ at, actor, kind, action, details }) {
  const values = Object.entries(details ?? {}).map(([name, value]) => [words(name), told(value)]).filter(([, text]) => text);
  return el(
    "li",
    {},
    el("b", {}, ACTIONS[action] ?? action),
    el("span", { class: "muted small" }, moment(at), ` · ${nameOf(actor, kind)}`),
    values.length ? el("span", { class: "chips" }, values.map(([name, text]) => el("span", { class: "chip" }, el("span", { class: "muted" }, name), ` ${text}`))) : null,
  );
}

const nameOf = (actor, kind) => (kind === "key" || kind === "token" ? `${KINDS[kind]} “${actor}”` : (KINDS[kind] ?? actor));

function told(value) {
  if (value === true) return "yes";
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
