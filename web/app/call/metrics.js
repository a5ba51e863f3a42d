// The metrics: who talked how much and how, who lets whom speak, silence; what is unknown says why.

import { el } from "../dom.js";
import { clock, lasting, words } from "../format.js";

const REASONS = {
  mono: "both speakers are on one channel",
  one_speaker: "only one speaker was told apart",
  many_speakers: "more speakers than can be listed",
  no_speech: "nobody speaks",
  no_times: "the engine gave no times",
  no_words: "no words were understood",
  no_punctuation: "the transcript has no sentence marks",
  no_turn: "only words inside those of others",
  no_response: "never spoke after somebody else",
  short_talk: "less than 10 s of talk",
  draft_transcript: "too many words of a draft are wrong",
  unspaced_script: "the script has no blanks between words",
};
const OLDER = "the call is older than this number, a re-run from persist adds it";
// As exact as the player's clock, beside which they stand; of moments the tenths matter.
const exactly = (seconds) => (seconds < 60 ? lasting(seconds) : clock(seconds));
const count = (number) => String(number);
const rounded = (number) => String(Math.round(number));
const percent = (number) => `${Math.round(number * 100)}% of the call`;
const perMinute = (number) => `${Math.round(number * 10) / 10} a minute`;
const CARDS = {
  "Each speaker": [
    ["turns", "Turns", count],
    ["longest_monologue_seconds", "Longest monologue", exactly],
    ["words_per_minute", "Words per minute", rounded],
    ["questions", "Questions asked", count],
  ],
  "Between the speakers": [
    ["interactivity_per_minute", "Changes of speaker", perMinute],
    ["response_latency_seconds", "Wait before a response", exactly],
    ["overlapped_responses", "Early responses", count],
    ["interruptions", "Interruptions", count],
    ["backchannels", "Signs of listening", count],
    ["overlap_seconds", "Talking at the same time", exactly],
    ["overlap_share", "Overlap, of the call", (share) => `${Math.round(share * 100)}%`],
  ],
  "Silence": [
    ["non_talk_seconds", "Nobody talks", exactly],
    ["dead_air_seconds", "Silence of 3 s or more", exactly],
    ["longest_silence_seconds", "Longest silence", exactly],
    ["hold_candidates", "Silences of 10 s or more", count],
    ["hold_seconds", "Their length together", exactly],
  ],
};

/** Return the tab's content. */
export function metrics(call) {
  const known = call.metrics;
  if (!known) return el("p", { class: "empty" }, "There are no metrics of this call yet.");
  const cards = Object.entries(CARDS).map(([title, rows]) => card(title, numbers(known, rows)));
  return el("div", { class: "cards" }, card("Talk time", talk(known)), cards);
}

function card(title, content) {
  return el("section", { class: "card" }, el("h3", {}, title), content);
}

/** Return the rows that have a number, and one line for each reason why others have none. */
function numbers(known, rows) {
  const has = ([name]) => known[name] !== null && known[name] !== undefined;
  const missing = Map.groupBy(rows.filter((row) => !has(row)), ([name]) => why(known, name));
  const pairs = rows.filter(has).map(([name, label, shown]) => [el("dt", {}, label), el("dd", {}, value(known, name, shown))]);
  const lines = [...missing].map(([reason, without]) => el("p", { class: "muted" }, `${words(reason)}: ${without.map(([, label]) => label.toLowerCase()).join(", ")}.`));
  return [pairs.length ? el("dl", { class: "pairs" }, pairs) : null, lines];
}

/** Return a number, or one line for each speaker. */
function value(known, name, shown) {
  if (typeof known[name] !== "object") return shown(known[name]);
  return Object.entries(known[name]).map(([speaker, number]) => el("div", {}, `${words(speaker)}: ${number === null ? why(known, `${name}.${speaker}`) : shown(number)}`));
}

function why(known, name) {
  const reason = known.unavailable?.[name];
  return `not known (${reason === undefined ? OLDER : (REASONS[reason] ?? "no reason stored")})`;
}

function talk(known) {
  if (!known.talk_time_seconds) return el("p", { class: "muted" }, words(why(known, "talk_time_seconds")));
  return Object.entries(known.talk_time_seconds).map(([speaker, seconds]) => {
    const share = known.talk_ratio?.[speaker] ?? 0;
    const bar = el("span", { class: ["agent", "customer"].includes(speaker) ? speaker : "other" });
    bar.style.setProperty("width", `${Math.round(share * 100)}%`);
    const ofCall = known.talk_share_of_call?.[speaker];
    const shares = `${Math.round(share * 100)}% of all talk${ofCall === undefined ? "" : `, ${percent(ofCall)}`}`;
    return el("div", { class: "bar" }, el("div", {}, el("b", {}, words(speaker)), ` ${exactly(seconds)}, ${shares}`), el("div", { class: "progress", "aria-hidden": "true" }, bar));
  });
}
