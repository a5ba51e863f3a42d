// What code found wrong with the answers: each claim's problem, and a card with all of it.

import { el } from "../dom.js";
import { words } from "../format.js";

const REASONS = {
  no_quote: "nothing is quoted",
  unknown_turn: "it names a turn that the call does not have",
  not_said: "these words are not said there",
  negation_cut: "the quote leaves out a “not” before it",
  too_short: "so few words could stand anywhere",
  spoken_order: "these words are an order to the machine that reads the call",
  wrong_role: "somebody else says these words",
  role_unknown: "nobody knows who says these words",
  amount_not_said: "an amount that nobody says",
  date_not_said: "a date that nobody says",
  time_not_said: "a time that nobody says",
  phone_number_not_said: "a phone number that nobody says",
  number_not_said: "a number that nobody says",
  name_not_said: "a name that nobody says",
  entity_not_said: "the named turn does not hold it",
  phrase_not_said: "a phrase that nobody says",
  resolved_but_open: "resolved, yet the contact centre has something left to do",
  resolved_but_callback: "resolved, yet a call back is wanted",
  escalated_without_escalation: "escalated, yet nobody took over",
  time_without_callback: "a time for a call back that nobody wants",
  first_contact_but_callback: "the first contact, yet a call back",
  resolved_but_escalated: "resolved, yet somebody else took over",
  resolved_and_unresolved: "one answer says resolved, another that it is not",
  resolved_but_dissatisfied: "resolved, yet the customer would give the lowest mark",
  escalated_and_not: "one answer says that somebody took over, another that nobody did",
  escalation_without_request: "somebody took over, yet nobody was asked for",
  callback_denied_but_open: "no call back is wanted, yet one is still to be made",
  done_but_open: "the same is done, and still to be done",
  no_churn_risk_but_upset: "no risk of leaving, yet the customer is furious",
  complaints_but_delighted: "complaints, yet the customer is delighted",
  unresolved_but_satisfied: "unresolved, yet the customer would give the highest mark",
  effort_but_satisfied: "the greatest effort, yet the highest mark",
  satisfaction_against_mood: "the mark the customer would give is the opposite of the mood at the end",
  overall_sentiment_out_of_range: "the mood of the call lies far outside those of both speakers",
  customer_sentiment_out_of_range: "the customer’s mood lies far outside its own course",
  sentiment_start_differs: "the mood at the start is the opposite of that of the first quarter",
  sentiment_end_differs: "the mood at the end is the opposite of that of the last quarter",
  chapters_out_of_order: "the chapter runs backwards, or comes after a later one",
  chapters_overlap: "the chapter begins within the one before",
};

/** Return the mark of a claim: whether code found its words, and if not, why; null if it never looked. */
export function verdict({ quote, verified, problem }) {
  if (typeof quote !== "string" || typeof verified !== "boolean") return null;
  if (verified) return el("span", { class: "chip good", title: "Code has found these words in the call." }, "verified");
  return el("span", { class: "chip warn" }, problem ? `unverified: ${reason(problem)}` : "unverified");
}

/** Return the card of all findings, or null if there is none. */
export function findings({ findings: all = [] }) {
  const row = (found) => el("li", {}, el("b", {}, place(found.path)), ` ${reason(found.reason)}`, found.dropped ? el("span", { class: "muted" }, " (left out)") : null);
  return all.length ? el("section", { class: "card insight" }, el("h3", {}, "Not borne out by the call"), el("ul", { class: "plain lines" }, all.map(row))) : null;
}

/** Return how much of a long call was read, or null for one that was read at once. */
export function coverage({ coverage: known }) {
  if (!known || known.parts < 2) return null;
  return el("p", { class: "muted small" }, `Read in ${known.parts} parts: ${known.read} of ${known.turns} turns.`);
}

function place(path) {
  return `${words(path.split("/").filter(Boolean).map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part)).join(" "))}:`;
}

function reason(code) {
  return REASONS[code] ?? String(code ?? "").replaceAll("_", " ");
}
