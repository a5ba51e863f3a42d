// The top of the call page: what call this is, how it stands, and what can be done with it.

import { button, el } from "../dom.js";
import { lasting, moment, money, words } from "../format.js";
import { statusBadge, isTerminal, reasonOf } from "../status.js";
import { paid, runLink, STEPS } from "./processing.js";

/** Return the header; `actions` are functions by name, absent where the person may not. */
export function header(call, actions) {
  const named = (name) => call[name] ?? call.metadata?.[name];
  const facts = [
    ["Customer", named("customer")],
    ["Agent", named("agent")],
    ["Received", moment(call.created_at)],
    ["Length", call.duration_seconds ? lasting(call.duration_seconds) : null],
    ["Profile", call.profile_id ? `${call.profile_id}${call.profile_version ? `@${call.profile_version}` : ""}` : null],
    ["Cost", money(call.cost_usd)],
  ].filter(([, value]) => value);
  return el(
    "section",
    { class: "call-top" },
    el("div", { class: "row" }, el("h1", {}, call.file_name || call.call_id), statusBadge(call), (call.flags ?? []).map((flag) => el("span", { class: "chip warn" }, words(flag)))),
    el("dl", { class: "facts" }, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    el("div", { class: "row tools" }, tools(call, actions)),
  );
}

function tools(call, actions) {
  const tool = (name, label, symbol, kind = "") => (actions[name] ? button(label, { symbol, kind: `small ${kind}`, on: { click: actions[name] } }) : null);
  return [
    call.transcript && isTerminal(call.status) ? tool("reanalyze", "Re-analyze", "redo") : null,
    call.transcript && isTerminal(call.status) ? tool("swap", "Swap roles", "swap") : null,
    tool("edit", "Edit metadata", "edit"),
    call.transcript ? ["txt", "srt", "vtt", "json"].map((format) => button(format.toUpperCase(), { symbol: "download", kind: "small", "aria-label": `Download the transcript as ${format.toUpperCase()}`, on: { click: () => actions.download(format) } })) : null,
    tool("erase", "Delete", "trash", "danger"),
  ];
}

/** Return what happened to a failed call, what was paid, and what to do; null for another. */
export function failurePanel(call, actions) {
  if (call.status !== "Failed" || !call.failure) return null;
  const step = STEPS.find(([name]) => name === call.failure.step)?.[1];
  return el(
    "section",
    { class: "notice bad", "aria-labelledby": "failed" },
    el("h2", { id: "failed" }, step ? `This call failed at “${step}”` : "This call failed"),
    el("p", {}, call.failure.message),
    call.failure.hint ? el("p", {}, call.failure.hint) : null,
    el("p", {}, `Paid so far: ${paid(call)}. Finished steps are kept and are not paid again.`),
    el("div", { class: "row" }, actions.resume ? button("Resume from the failed step", { symbol: "redo", kind: "primary", on: { click: actions.resume } }) : null, runLink(call)),
    el("p", { class: "muted small" }, el("code", {}, call.failure.code)),
  );
}

/** Return where a call that has not ended is; null for one that has. */
export function progressPanel(call) {
  if (isTerminal(call.status)) return null;
  const reason = reasonOf(call);
  const done = STEPS.filter(([name]) => call.steps?.[name]);
  return el(
    "section",
    { class: "notice", role: "status" },
    el("p", {}, reason ?? "The call is on its way. This page shows it as soon as it is finished."),
    done.length ? el("ul", { class: "plain" }, done.map(([name, label]) => el("li", {}, `${label}: ${lasting(call.steps[name].seconds)}`))) : null,
  );
}
