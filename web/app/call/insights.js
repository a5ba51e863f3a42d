// The insights: a card for each answer, keyword hits and checks; every claim leads to its turn.

import { button, el } from "../dom.js";
import { words } from "../format.js";
import { chipsIn } from "./chips.js";
import { correctButton, correction, correctionsBy } from "./corrections.js";
import { coverage, findings, verdict } from "./findings.js";
import { isClaim } from "./model.js";
import { verdictChip } from "./verdict.js";

const MARKS = new Set(["turn_ids", "start", "end", "verified", "problem", "quote", "text", "said_by", "confidence"]);

const SCALES = { sentiment: "From \u22125, very negative, to 5, very positive.", csat_predicted: "From 1, very dissatisfied, to 5, very satisfied." };

/**
 * Return the tab's content; `onPlace(place)` is told of a chosen time chip, `onAgain` of re-analyze.
 * `earlier` is an analysis to show instead of the present one, `onPresent` ends that. `corrections` are
 * what people put right; `onCorrected(sentence)` is told of another one, null where nobody may.
 */
export function insights({ call, transcript, earlier = null, corrections = [], onPlace, onAgain, onPresent, onCorrected = null }) {
  const analysis = earlier ?? call.analysis;
  if (!analysis?.answers) return el("p", { class: "empty" }, "There is no analysis of this call yet.");
  const chips = chipsIn(transcript, onPlace);
  const reasons = new Map((analysis.unanswerable ?? []).map(({ field, reason }) => [field, reason]));
  const known = correctionsBy(call, earlier ? [] : corrections);
  const onDone = earlier || analysis.quality === "draft" || analysis.mode === "rules" ? null : onCorrected;
  const putRight = (name, value) => [
    known.has(name) ? correction({ call, name, known: known.get(name), onDone, show: (expected) => valueOf(expected, { chips, reasons: new Map() }) }) : null,
    onDone ? el("div", { class: "actions put-right" }, correctButton({ call, name, value, known: known.get(name), onDone })) : null,
  ];
  const show = { chips, reasons };
  const cards = Object.entries(analysis.answers).map(([name, value]) => card(words(name), answer(value, name, show), value && SCALES[name] ? el("p", { class: "muted small" }, SCALES[name]) : null, putRight(name, value)));
  return el("div", { class: "cards" }, earlier ? earlierNotice(onPresent) : notices(call, onAgain), findings(analysis), cards, keywords(analysis, chips), checks(analysis, chips), coverage(analysis), madeBy(analysis));
}

function notices(call, onAgain) {
  const draft = call.analysis.quality === "draft" || call.transcript?.quality === "draft";
  return [
    draft ? el("p", { class: "notice warn" }, "This is a draft: the words were recognised by a simple engine and are no evidence.") : null,
    call.analysis_stale ? el("div", { class: "notice warn row" }, el("p", {}, "The transcript has changed since this analysis was made."), onAgain ? button("Re-analyze", { symbol: "redo", kind: "small", on: { click: onAgain } }) : null) : null,
  ];
}

function earlierNotice(onPresent) {
  return el("div", { class: "notice row" }, el("p", {}, "This is an earlier analysis of the call."), button("Show the present one", { kind: "small", on: { click: onPresent } }));
}

function card(title, ...content) {
  return el("section", { class: "card insight" }, el("h3", {}, title), content);
}

function answer(value, name, show) {
  const reason = show.reasons.get(name);
  if (value === null || value === undefined) return el("p", { class: "muted" }, reason ? `Not answered: ${inWords(reason)}` : "Not answered");
  return valueOf(value, show, name);
}

const inWords = (reason) => String(reason).replaceAll("_", " ");

/** Return how a value looks; `path` is where it stands in the answers, by which its reason is known if it is null. */
function valueOf(value, show, path = "") {
  if (value === null || value === undefined) return el("span", { class: "muted" }, show.reasons.has(path) ? inWords(show.reasons.get(path)) : "–");
  if (typeof value === "boolean") return el("span", { class: "chip" }, value ? "Yes" : "No");
  if (typeof value !== "object") return el("p", {}, String(value));
  if (Array.isArray(value)) return listOf(value, show, path);
  if (isTopic(value)) return topic(value, show.chips);
  if (isClaim(value)) return claim(value, show.chips);
  return pairs(Object.entries(value), show, path);
}

function listOf(values, show, path) {
  if (!values.length) return el("p", { class: "muted" }, "None");
  if (values.every((item) => typeof item === "number" || item === null)) return el("p", { class: "number" }, values.map((item) => item ?? "–").join(" · "));
  return el("ul", { class: "values" }, values.map((item) => el("li", {}, valueOf(item, show, path))));
}

function pairs(entries, show, path) {
  return el("dl", { class: "pairs" }, entries.map(([name, inner]) => [el("dt", {}, words(name)), el("dd", {}, valueOf(inner, show, `${path}.${name}`))]));
}

/** Return a claim with its words, the way to them, and what code thinks of it. */
export function claim(value, chips) {
  const rest = Object.entries(value).filter(([name]) => !MARKS.has(name));
  return el(
    "div",
    { class: "claim" },
    typeof value.text === "string" ? el("p", {}, value.text) : null,
    typeof value.quote === "string" ? el("blockquote", {}, value.quote) : null,
    rest.length ? pairs(rest, { chips, reasons: new Map() }, "") : null,
    el("div", { class: "chips" }, chips(value), verdict(value)),
  );
}

/** Its id is the same in every call, for programs; people read its label. */
function isTopic(value) {
  return typeof value.label === "string" && typeof value.id === "string" && Array.isArray(value.path);
}

function topic(value, chips) {
  return el("div", { class: "claim" }, el("p", {}, value.label), el("p", { class: "muted small" }, value.path.map(words).join(" › ")), el("div", { class: "chips" }, chips(value)));
}

function keywords({ keyword_hits: hits = [] }, chips) {
  const topics = [...new Set(hits.map((hit) => hit.topic))];
  const found = (topic) => hits.filter((hit) => hit.topic === topic).map((hit) => el("li", {}, el("span", {}, `“${hit.phrase}”`), el("span", { class: "chips" }, chips(hit))));
  return topics.length ? card("Keywords", el("dl", { class: "pairs" }, topics.map((topic) => [el("dt", {}, words(topic)), el("dd", {}, el("ul", { class: "plain lines" }, found(topic)))]))) : null;
}

function checks({ checks: all = [], quality }, chips) {
  const row = (check) => el("li", {}, verdictChip(check, quality), el("span", {}, words(check.name)), el("span", { class: "chips" }, chips(check)));
  const note = quality === "draft" ? el("p", { class: "muted small" }, "A draft is no evidence: what was not heard may have been said.") : null;
  return all.length ? card("Checks", note, el("ul", { class: "plain lines" }, all.map(row))) : null;
}

function madeBy({ provenance, mode }) {
  if (!provenance) return null;
  const left = provenance.dropped_settings?.length ? `without ${provenance.dropped_settings.join(", ")}` : null;
  const parts = [`${provenance.profile_id}@${provenance.profile_version}`, provenance.model ?? "rules alone", mode === "separate" ? "a request for each question" : null, left];
  return el("p", { class: "muted small" }, `Made by ${parts.filter(Boolean).join(" · ")}`);
}
