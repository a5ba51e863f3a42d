// The metrics: who talked how much, overlap, silence; what is unknown says why.

import { el } from "../dom.js";
import { clock, lasting, words } from "../format.js";

const REASONS = {
  mono: "not known: both speakers are on one channel",
  one_speaker: "not known: only one speaker was told apart",
  no_speech: "not known: nobody speaks",
  no_times: "not known: the engine gave no times",
};
const LENGTHS = { overlap_seconds: "Talking at the same time", non_talk_seconds: "Nobody talks", dead_air_seconds: "Silence of 3 s or more", longest_silence_seconds: "Longest silence" };

// As exact as the player's clock, beside which they stand; of moments the tenths matter.
const exactly = (seconds) => (seconds < 60 ? lasting(seconds) : clock(seconds));

/** Return the tab's content. */
export function metrics(call) {
  const known = call.metrics;
  if (!known) return el("p", { class: "empty" }, "There are no metrics of this call yet.");
  const why = (name) => REASONS[known.unavailable?.[name]] ?? "not known";
  const rows = Object.entries(LENGTHS).map(([name, label]) => [el("dt", {}, label), el("dd", {}, typeof known[name] === "number" ? exactly(known[name]) : why(name))]);
  return el("div", { class: "cards" }, el("section", { class: "card" }, el("h3", {}, "Talk time"), talk(known, why)), el("section", { class: "card" }, el("h3", {}, "Silence and overlap"), el("dl", { class: "pairs" }, rows)));
}

function talk(known, why) {
  if (!known.talk_time_seconds) return el("p", { class: "muted" }, words(why("talk_time_seconds")));
  return Object.entries(known.talk_time_seconds).map(([speaker, seconds]) => {
    const share = known.talk_ratio?.[speaker] ?? 0;
    const bar = el("span", { class: ["agent", "customer"].includes(speaker) ? speaker : "other" });
    bar.style.setProperty("width", `${Math.round(share * 100)}%`);
    return el("div", { class: "bar" }, el("div", {}, el("b", {}, words(speaker)), ` ${exactly(seconds)}, ${Math.round(share * 100)}% of all talk`), el("div", { class: "progress", "aria-hidden": "true" }, bar));
  });
}
