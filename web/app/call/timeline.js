// The strip above the transcript: a lane for each speaker, silences, overlaps, claims, search hits.

import { el, svg } from "../dom.js";
import { clock } from "../format.js";
import { gapsAndOverlaps, soundOf, speakersOf } from "./model.js";

const LANE = 10;
const KEYS = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -60, PageUp: 60 };

/** Return the strip; `marks(kind, seconds)` draws claims or hits, `moved(seconds)` the present place. */
export function timeline({ transcript, duration, onSeek }) {
  const length = Math.max(duration || 0, ...transcript.turns.slice(-5).map((turn) => turn.end ?? 0), 1);
  const head = el("div", { class: "playhead" });
  const layers = { claim: svg("path", { class: "marks claim" }), hit: svg("path", { class: "marks hit" }) };
  const speakers = speakersOf(transcript);
  const strip = el(
    "div",
    { class: "strip", role: "slider", tabindex: "0", "aria-label": "Place in the call", "aria-valuemin": 0, "aria-valuemax": Math.round(length) },
    drawn(transcript, speakers, length, layers),
    head,
  );
  const go = (seconds) => onSeek(Math.max(0, Math.min(length, seconds)));
  let now = 0;
  strip.addEventListener("pointerdown", (event) => {
    const box = strip.getBoundingClientRect();
    go(((event.clientX - box.left) / box.width) * length);
  });
  strip.addEventListener("keydown", (event) => {
    const target = { Home: 0, End: length }[event.key] ?? (event.key in KEYS ? now + KEYS[event.key] : null);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(target);
  });
  const moved = (seconds) => {
    now = seconds;
    head.style.setProperty("left", `${Math.min(100, (seconds / length) * 100)}%`);
    strip.setAttribute("aria-valuenow", Math.round(seconds));
    strip.setAttribute("aria-valuetext", `${clock(seconds)} of ${clock(length)}`);
  };
  moved(0);
  const marks = (kind, places) => layers[kind].setAttribute("d", places.map((at) => `M${at} 0V${speakers.length * LANE}`).join(""));
  return { element: el("div", { class: "timeline" }, strip, legend(speakers)), marks, moved };
}

// One path for each lane stays smooth for hours: the browser scales it, no word has an element.
function drawn(transcript, speakers, length, layers) {
  const sound = soundOf(transcript);
  const { silences, overlaps } = gapsAndOverlaps(sound);
  const height = Math.max(1, speakers.length) * LANE;
  const boxes = (spans, top, tall) => spans.map(([start, end]) => `M${start} ${top}h${end - start}v${tall}h${start - end}z`).join("");
  return svg(
    "svg",
    { viewBox: `0 0 ${length} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "silence", d: boxes(silences, 0, height) }),
    speakers.map(({ key, tone }, lane) => svg("path", { class: `lane ${tone}`, d: boxes(sound.get(key), lane * LANE + 1.5, LANE - 3) })),
    svg("path", { class: "overlap", d: boxes(overlaps, 0, 1.5) }),
    layers.claim,
    layers.hit,
  );
}

function legend(speakers) {
  const entry = (kind, label) => el("span", {}, el("i", { class: `key ${kind}`, "aria-hidden": "true" }), label);
  return el("div", { class: "legend muted small" }, speakers.map(({ tone, label }) => entry(tone, label)), entry("silence", "Silence of 3 s or more"), entry("claim", "Claim"), entry("hit", "Found"));
}
