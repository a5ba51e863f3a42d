// The top of the call page: what call this is, how it stands, and what can be done with it.

import { button, el, icon } from "../dom.js";
import { flagChips } from "../calls/flags.js";
import { clock, moment, money } from "../format.js";
import { statusBadge, isTerminal, reasonOf } from "../status.js";
import { downloadsOf } from "./actions.js";
import { menu } from "./menu.js";
import { paid, runLink, STEPS, stepper } from "./steps.js";

const BAD_AUDIO = /^(recording_|transcript_invalid|upload_expired)/;

/** Say whether no further run can help: the recording itself is to be replaced. */
const needsRecording = ({ code, step, retryable }) => BAD_AUDIO.test(code) || (step === "fetch_audio" && !retryable);

/** Return the header; `actions` are functions by name, absent where the person may not. */
export function header(call, actions) {
  const named = (name) => call[name] ?? call.metadata?.[name];
  const facts = [
    ["Customer", named("customer")],
    ["Agent", named("agent")],
    ["Direction", named("direction")],
    ["Received", moment(call.created_at)],
    ["Length", call.duration_seconds ? clock(call.duration_seconds) : null],
    ["Profile", call.profile_id ? profileLink(call) : null],
    ["Cost", typeof call.cost_usd === "number" ? money(call.cost_usd) : null],
  ].filter(([, value]) => value);
  return el(
    "section",
    { class: "call-top" },
    el("div", { class: "row title" }, el("h1", {}, call.file_name || call.call_id), statusBadge(call), flagChips(call)),
    el("dl", { class: "facts" }, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    el("div", { class: "row tools" }, tools(call, actions)),
  );
}

function profileLink({ profile_id: id, profile_version: version }) {
  return el("a", { href: `profiles.html?${new URLSearchParams({ id, ...(version ? { version } : {}) })}` }, `${id}${version ? `@${version}` : ""}`);
}

function tools(call, actions) {
  const tool = (name, label, symbol, kind = "") => (actions[name] ? button(label, { symbol, kind: `small ${kind}`, on: { click: actions[name] } }) : null);
  const ended = isTerminal(call.status);
  return [
    call.transcript && ended ? tool("reanalyze", "Re-analyze", "redo") : null,
    ended ? tool("rerun", "Re-run from…", "play") : null,
    hasRoles(call) && ended ? tool("swap", "Swap roles", "swap") : null,
    ended ? null : tool("cancel", "Cancel processing", "close"),
    tool("edit", "Edit metadata", "edit"),
    menu("Download", "download", downloadsOf(call)),
    call.hold ? tool("release", "Release", "unlock") : tool("hold", "Hold", "lock"),
    tool("erase", "Delete", "trash", "danger"),
  ];
}

const hasRoles = ({ transcript }) => Object.values(transcript?.roles ?? {}).some(({ role }) => role);

/** Return what happened to a failed call, what was paid, and what to do; null for another. */
export function failurePanel(call, actions) {
  if (call.status !== "Failed" || !call.failure) return null;
  const { step: at, code, message, hint } = call.failure;
  const step = STEPS.find(({ name }) => name === at)?.label;
  return el(
    "section",
    { class: "notice bad outcome", "aria-labelledby": "failed" },
    el("h2", { id: "failed" }, step ? `This call failed at “${step}”` : "This call failed"),
    el("p", {}, message),
    hint ? el("p", {}, el("b", {}, "What to do: "), hint) : null,
    el("p", {}, el("b", {}, "Paid so far: "), `${paid(call)}. Finished steps are kept and are not paid again.`),
    el("div", { class: "row" }, waysOn(call, actions), runLink(call), el("code", { class: "muted small" }, code)),
  );
}

function waysOn(call, actions) {
  if (!actions.resume) return null;
  const isBadAudio = needsRecording(call.failure);
  const replace = el("a", { class: "button primary", href: `index.html?${new URLSearchParams({ replace: call.call_id })}` }, icon("upload"), "Replace the recording");
  const resume = button("Resume from the failed step", { symbol: "redo", kind: isBadAudio ? "" : "primary", on: { click: actions.resume } });
  return isBadAudio ? [replace, call.size_bytes ? resume : null] : resume;
}

/** Return where a call that has not ended is; null for one that has. */
export function progressPanel(call) {
  if (isTerminal(call.status)) return null;
  const reason = reasonOf(call);
  return el("section", { class: "notice progress-panel" }, el("p", { role: "status" }, reason ?? "The call is on its way. This page shows it as soon as it is finished."), stepper(call));
}
