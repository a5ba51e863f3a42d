// The processing: steps with their time, tries and cost, and where to run the call again from.

import { button, el } from "../dom.js";
import { money } from "../format.js";
import { isTerminal } from "../status.js";
import { mayHaveAnswer } from "./origin.js";
import { paid, runLink, stepMark, stepsNow, stepTime } from "./steps.js";

/** Return the tab's content; `onRerun(step)` is told of a button, `onRaw` of the raw answer's. */
export function processing({ call, mayWrite, mayRaw, onRerun, onRaw }) {
  const ended = isTerminal(call.status);
  const rows = stepsNow(call).map((step) => row(step, mayWrite && ended ? () => onRerun(step.name) : null));
  const raw = mayRaw && mayHaveAnswer(call) ? button("Raw answer of the provider", { symbol: "download", kind: "small", on: { click: onRaw } }) : null;
  return el(
    "div",
    { class: "cards" },
    el("section", { class: "card" }, el("ol", { class: "plain steps" }, rows), el("p", { class: "sum" }, el("b", {}, "Paid so far: "), paid(call))),
    attempts(call),
    el("div", { class: "row" }, runLink(call), raw),
  );
}

function row(step, again) {
  const { name, label, price, state, report } = step;
  const facts = [stepTime(step), tries(report), cost(report)].filter(Boolean).map((fact) => el("span", {}, fact));
  const waiting = state === "waits" ? el("span", {}, "Not yet") : null;
  const choice = again ? el("div", { class: "again" }, button("Re-run from here", { kind: "small", "aria-describedby": `price-${name}`, "aria-label": `Re-run from here: ${label}`, on: { click: again } }), el("span", { class: "muted small", id: `price-${name}` }, price)) : null;
  return el("li", { class: `step ${state}` }, stepMark(state), el("div", {}, el("b", {}, label), el("div", { class: "step-facts muted small" }, facts, facts.length ? null : waiting), choice));
}

const tries = (report) => (report ? `${report.tries} ${report.tries === 1 ? "try" : "tries"}` : null);

function cost(report) {
  if (!report) return null;
  return report.reused ? "reused, nothing paid" : report.cost_usd === null ? "cost not known" : money(report.cost_usd);
}

function attempts({ attempt, profile_fallback_from: asked, profile_id: used }) {
  const facts = [attempt > 1 ? `This is attempt ${attempt}.` : null, asked ? `There is no profile “${asked}”: “${used}” was used instead.` : null].filter(Boolean);
  return facts.length ? el("p", { class: "muted small" }, facts.join(" ")) : null;
}
