// The four steps of a call: their words, what doing one again costs, and how each stands now.

import { el, icon } from "../dom.js";
import { lasting, money, secondsSince } from "../format.js";
import { isTerminal } from "../status.js";

const ALL_AGAIN = "Transcription and analysis are paid again.";

export const STEPS = [
  { name: "fetch_audio", label: "Read the recording", again: "From the start", price: ALL_AGAIN, statuses: ["READING", "PREPARING"] },
  { name: "transcribe", label: "Transcribe", again: "From the transcription", price: ALL_AGAIN, statuses: ["TRANSCRIBING"] },
  { name: "analyze", label: "Analyze", again: "From the analysis", price: "The analysis is paid again; the transcript is kept.", statuses: ["TRANSCRIBED", "Analyzing"] },
  { name: "persist", label: "Store the results", again: "Go on where it stopped", price: "Nothing finished is paid again.", statuses: [] },
];

/** Return the steps with `state` (done, runs, failed or waits), and the report or times that are known. */
export function stepsNow(call) {
  const [entries, at] = [thisAttempt(call), STEPS.findIndex(({ name }) => name === call.step)];
  return STEPS.map((step, place) => {
    const report = call.steps?.[step.name];
    if (isTerminal(call.status)) return { ...step, report, state: call.failure?.step === step.name ? "failed" : report ? "done" : "waits" };
    if (place === at) return { ...step, state: "runs", since: beginOf(entries, step) ?? call.status_since };
    return { ...step, state: place < at ? "done" : "waits", seconds: place < at ? lengthOf(entries, step) : null };
  });
}

const thisAttempt = ({ history = [], attempt }) => history.filter((entry) => entry.attempt === attempt);
const beginOf = (entries, { statuses }) => entries.find(({ status }) => statuses.includes(status))?.at;

function lengthOf(entries, { statuses }) {
  const first = entries.findIndex(({ status }) => statuses.includes(status));
  const next = entries.slice(first).find(({ status }) => !statuses.includes(status));
  return first < 0 || !next ? null : (new Date(next.at) - new Date(entries[first].at)) / 1000;
}

const SYMBOLS = { done: "check", runs: "right", failed: "close", waits: "clock" };
const TOLD = { done: "done", runs: "running", failed: "failed", waits: "not yet" };

/** Return the mark of a step's state; a screen reader hears it in a word. */
export function stepMark(state) {
  return el("span", { class: `step-mark ${state}` }, icon(SYMBOLS[state]), el("span", { class: "told" }, `${TOLD[state]}: `));
}

/** Return how long a step has taken, or has been running. */
export function stepTime({ state, since, seconds, report }) {
  if (state === "runs") return since ? el("span", { class: "elapsed number", dataset: { since } }, lasting(secondsSince(since))) : null;
  const known = report?.seconds ?? seconds;
  return known === null || known === undefined ? null : el("span", { class: "number" }, lasting(known));
}

/** Return the steps in a line, each with its state and time. */
export function stepper(call) {
  return el("ol", { class: "stepper" }, stepsNow(call).map((step) => el("li", { class: step.state, "aria-current": step.state === "runs" ? "step" : null }, stepMark(step.state), el("span", {}, step.label), el("span", { class: "muted small" }, stepTime(step)))));
}

/** Return what has been paid for a call in words. */
export function paid(call) {
  if (typeof call.cost_usd === "number") return money(call.cost_usd);
  const unknown = Object.values(call.steps ?? {}).some((report) => !report.reused && report.cost_usd === null);
  return unknown || call.transcript ? "not known" : "nothing that we know of";
}

/** Return a link to the call's run in Prefect, or null; anything but a web address is no link. */
export function runLink(call) {
  return /^https?:\/\//.test(call.run_url ?? "") ? el("a", { class: "button small", href: call.run_url, rel: "noreferrer" }, icon("out"), "Open the run in Prefect") : null;
}
