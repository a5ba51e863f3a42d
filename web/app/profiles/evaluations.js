// Versions beside the current one over the golden set: what was found, and asking for it.

import { get, post } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el } from "../dom.js";
import { moment, money, words } from "../format.js";
import { confirmed, toast, toastProblem } from "../shell.js";
import { profilePath } from "./addresses.js";

const SHARES = [["agreement", "Agreement with people"], ["schema_valid", "Answers in the schema"], ["evidence_verified", "Claims with words of the call"], ["with_evidence", "Calls with such a claim"]];

/** Return the newest report of each version beside the current one; none where nobody may ask. */
export async function reportsBeside(profileId, current) {
  const { evaluations } = await get(profilePath(profileId, "evaluations")).catch(() => ({ evaluations: [] }));
  const newest = new Map();
  for (const one of evaluations) {
    if (one.current.version === current && !newest.has(one.candidate.version)) newest.set(one.candidate.version, one);
  }
  return newest;
}

/** Return how a version did, as a chip that opens the report; null if nobody evaluated it. */
export function verdictOf(report) {
  if (!report) return null;
  const worse = report.worse.length > 0;
  const name = `${worse ? "Worse than" : "As good as"} version ${report.current.version}`;
  return el("button", { type: "button", class: `chip ${worse ? "bad" : "good"}`, "aria-label": `${name}: report of version ${report.candidate.version}`, on: { click: () => showReport(report) } }, name);
}

/** Have a version evaluated by a worker. */
export async function evaluate(profileId, version) {
  const text = "Both versions are asked about the labelled calls, 50 at most. What was asked before is found; the rest is paid.";
  if (!(await confirmed({ title: `Evaluate version ${version}?`, text, yes: "Evaluate" }))) return;
  try {
    await post(profilePath(profileId, "evaluations"), { version });
    toast(`Version ${version} is being evaluated; the result stands here once it is done. Load the page again.`);
  } catch (error) {
    toastProblem(error);
  }
}

/** Return the button for it. */
export function evaluateButton(profileId, version) {
  const pressed = button("Evaluate", { kind: "small", on: { click: () => evaluate(profileId, version) } });
  pressed.append(el("span", { class: "told" }, ` version ${version}`));
  return pressed;
}

function showReport(report) {
  const { current, candidate } = report;
  const about = el("p", { class: "muted" }, `${counted(candidate.calls, "call")} and ${counted(candidate.labels, "label")} of the golden set, `, moment(report.at), report.left_out ? `; ${counted(report.left_out, "label")} left out` : "");
  const shares = SHARES.map(([name, label]) => row(label, share(current[name]), share(candidate[name]), report.worse.includes(name)));
  const fields = candidate.fields.map((field) => {
    const before = current.fields.find((one) => one.pointer === field.pointer);
    return row(words(field.pointer.slice(1).replaceAll("/", ": ")), share(before?.f1), share(field.f1), report.worse.includes(field.pointer));
  });
  const rest = [row("Cost of the answers", money(current.cost_usd), money(candidate.cost_usd)), row("Seconds a call", seconds(current), seconds(candidate))];
  const head = el("tr", {}, el("td", {}), ...[current, candidate].map((one) => el("th", { scope: "col", class: "right" }, `Version ${one.version}`)), el("td", {}));
  const table = el("table", { class: "table" }, el("thead", {}, head), el("tbody", {}, shares, fields, rest));
  openDialog({ title: `Version ${candidate.version} beside version ${current.version}`, parts: [about, table], wide: true });
}

function row(label, before, after, worse = false) {
  return el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "right" }, before), el("td", { class: "right" }, after), el("td", {}, worse ? el("span", { class: "chip bad" }, "worse") : null));
}

const counted = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;
const share = (value) => (value === null || value === undefined ? "unknown" : `${Math.round(value * 100)} %`);
const seconds = ({ mean_seconds: mean }) => (mean === null || mean === undefined ? "unknown" : mean.toFixed(1));
