// The processing: steps with their time, tries and cost, and where to run the call again from.

import { button, el } from "../dom.js";
import { lasting, money } from "../format.js";

export const STEPS = [
  ["fetch_audio", "Read the recording", "Everything is done and paid again: transcription and analysis."],
  ["transcribe", "Transcribe", "Transcription and analysis are paid again."],
  ["analyze", "Analyze", "The analysis is paid again; the transcript is kept."],
  ["persist", "Store the results", "Nothing finished is paid again."],
];

/** Return the tab's content; `onRerun(step)` is told of a button, `onRaw` of the raw answer's. */
export function processing({ call, mayWrite, mayRaw, onRerun, onRaw }) {
  const rows = STEPS.map(([name, label, price]) => row(call.steps?.[name], label, price, mayWrite ? () => onRerun(name) : null));
  const heads = ["Step", "Time", "Tries", "Cost", ""].map((text) => el("th", { scope: "col" }, text || el("span", { class: "told" }, "Again")));
  return el(
    "div",
    { class: "cards" },
    el("section", { class: "card wide" }, el("table", { class: "table" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)), el("p", {}, el("b", {}, "Paid so far: "), paid(call))),
    el("div", { class: "row" }, runLink(call), mayRaw && call.transcript ? button("Raw answer of the provider", { symbol: "download", kind: "small", on: { click: onRaw } }) : null),
  );
}

/** Return what has been paid for a call in words. */
export function paid(call) {
  return call.cost_usd === null || call.cost_usd === undefined ? "not known" : money(call.cost_usd);
}

/** Return a link to the call's run in Prefect, or null; anything but a web address is no link. */
export function runLink(call) {
  return /^https?:\/\//.test(call.run_url ?? "") ? el("a", { class: "button small", href: call.run_url, rel: "noreferrer" }, "Open the run in Prefect") : null;
}

function row(report, label, price, again) {
  const cells = report ? [lasting(report.seconds), String(report.tries), report.reused ? "reused, nothing paid" : money(report.cost_usd)] : ["–", "–", "–"];
  return el("tr", {}, el("th", { scope: "row" }, label), cells.map((text) => el("td", { class: "number" }, text)), el("td", {}, again ? button("Re-run from here", { kind: "small", title: price, "aria-label": `Re-run from here: ${label}. ${price}`, on: { click: again } }) : null));
}
