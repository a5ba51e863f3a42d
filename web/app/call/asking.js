// Questions about the call: asked here, answered with its words, and kept with it.

import { get, post } from "../api.js";
import { button, el, fill } from "../dom.js";
import { fieldOf, textarea } from "../fields.js";
import { moment, money } from "../format.js";
import { sentenceOf, toastProblem } from "../shell.js";
import { chipsIn } from "./chips.js";
import { claim } from "./insights.js";

const MOST_CHARACTERS = 500;
const LOOK_MS = 2000;
let unsent = ""; // the tab is drawn anew when the call changes

/** Return the tab's content; `onPlace(place)` is told of a chosen time chip. */
export function asking({ call, transcript, mayWrite, onPlace }) {
  if (!transcript) return el("p", { class: "empty" }, "There is no transcript of this call to ask about yet.");
  const path = `calls/${encodeURIComponent(call.call_id)}/questions`;
  const list = el("div", { class: "cards", "aria-live": "polite" }, el("p", { class: "muted" }, "Loading…"));
  const shown = { path, list, chips: chipsIn(transcript, onPlace) };
  load(shown);
  return el("div", { class: "cards" }, form(shown, transcript, mayWrite), list);
}

function form(shown, transcript, mayWrite) {
  if (transcript.quality === "draft") return el("p", { class: "notice warn" }, "The transcript is a draft: its words are no evidence, so no model is asked about them.");
  if (!mayWrite) return null;
  const field = fieldOf("text", "Ask about this call", textarea(unsent, { maxlength: MOST_CHARACTERS, required: true }), "The answer quotes the call, or says that the call does not tell.");
  const send = button("Ask", { kind: "primary", type: "submit" });
  field.control.addEventListener("input", () => {
    unsent = field.control.value;
  });
  field.control.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      element.requestSubmit();
    }
  });
  const element = el("form", { class: "card ask" }, field.element, el("div", { class: "actions" }, send));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.control.value.trim()) return;
    send.disabled = true;
    shown.list.prepend(waiting(field.control.value.trim()));
    try {
      await post(shown.path, { text: field.control.value.trim() });
      [unsent, field.control.value] = ["", ""];
    } catch (problem) {
      toastProblem(problem);
    }
    send.disabled = false;
    await load(shown);
  });
  return element;
}

async function load(shown) {
  try {
    const { questions } = await get(shown.path);
    fill(shown.list, questions.length ? questions.map((one) => question(one, shown.chips)) : el("p", { class: "muted" }, "Nobody has asked anything about this call yet."));
    if (questions.some((one) => one.state === "waiting")) setTimeout(() => shown.list.isConnected && load(shown), LOOK_MS);
  } catch (error) {
    fill(shown.list, el("p", { class: "muted" }, sentenceOf(error)));
  }
}

function waiting(text) {
  return el("section", { class: "card insight" }, el("h3", {}, text), el("p", { class: "muted" }, "Looking for it in the call…"));
}

function question(one, chips) {
  if (one.state === "waiting") return waiting(one.text);
  const about = [one.author, moment(one.asked_at), one.model, one.cost_usd ? money(one.cost_usd) : null].filter(Boolean);
  return el(
    "section",
    { class: "card insight", dataset: { state: one.state } },
    el("h3", {}, one.text),
    outcome(one, chips),
    one.is_stale ? el("p", { class: "muted small" }, "The transcript has changed since; ask again to be sure.") : null,
    el("p", { class: "muted small" }, about.flatMap((part, at) => (at ? [" · ", part] : [part]))),
  );
}

function outcome({ state, answer, claims, hint }, chips) {
  const quoted = () => el("ul", { class: "values" }, claims.map((one) => el("li", {}, claim(one, chips))));
  switch (state) {
    case "answered":
      return [el("p", {}, answer), quoted()];
    case "not_in_call":
      return el("p", {}, el("span", { class: "chip" }, "Not in this call"));
    case "unsupported":
      return [el("p", {}, el("span", { class: "chip warn" }, "No answer"), " A model said something, but no word of the call supports it."), answer ? el("details", {}, el("summary", {}, "What it said"), el("p", {}, answer), claims.length ? quoted() : null) : null];
    default:
      return [el("p", {}, el("span", { class: "chip bad" }, "Not answered")), hint ? el("p", { class: "muted" }, hint) : null];
  }
}
