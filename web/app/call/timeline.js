// The strip above the transcript: a lane for each speaker, silences, overlaps, claims, search hits.

import { el, svg } from "../dom.js";
import { clock } from "../format.js";
import { gapsAndOverlaps, soundOf, speakersOf } from "./model.js";

const [MARKS, LANE] = [7, 10];
const TICKS = 4;
// Shorter breaks between words are no breaks to a person who looks at a whole call.
const BREAK_SECONDS = 0.6;
const KEYS = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -60, PageUp: 60 };

/** Return the strip; `marks(kind, seconds)` draws claims or hits, `moved(seconds)` the present place. */
export function timeline({ transcript, duration, onSeek }) {
  const length = Math.max(duration || 0, ...transcript.turns.slice(-5).map((turn) => turn.end ?? 0), 1);
  const head = el("div", { class: "playhead" });
  const layers = { claim: svg("path", { class: "marks claim" }), heads: svg("path", { class: "marks heads" }), hit: svg("path", { class: "marks hit" }) };
  const speakers = speakersOf(transcript);
  const sound = new Map([...soundOf(transcript)].map(([speaker, spans]) => [speaker, together(spans)]));
  const found = gapsAndOverlaps(sound);
  const strip = el(
    "div",
    { class: "strip", role: "slider", tabindex: "0", "aria-label": "Place in the call", "aria-valuemin": 0, "aria-valuemax": Math.round(length) },
    drawn({ sound, ...found }, speakers, length, layers),
    head,
  );
  const go = (seconds) => onSeek(Math.max(0, Math.min(length, seconds)));
  let now = 0;
  const goTo = ({ clientX }) => {
    const box = strip.getBoundingClientRect();
    go(((clientX - box.left) / box.width) * length);
  };
  strip.addEventListener("pointerdown", (event) => {
    strip.setPointerCapture(event.pointerId);
    goTo(event);
  });
  strip.addEventListener("pointermove", (event) => event.buttons === 1 && goTo(event));
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
  const key = legend(speakers, found);
  const marks = (kind, places) => {
    layers[kind].setAttribute("d", places.map((at) => `M${at} ${MARKS}V${MARKS + speakers.length * LANE}`).join(""));
    if (kind === "claim") layers.heads.setAttribute("d", places.map((at) => `M${at} ${MARKS / 2}h0`).join(""));
    key[kind].hidden = places.length === 0;
  };
  return { element: el("div", { class: "timeline" }, strip, scale(length), key.element), marks, moved };
}

// One path for each lane stays smooth for hours: the browser scales it, no word has an element.
function drawn({ sound, silences, overlaps }, speakers, length, layers) {
  const height = MARKS + Math.max(1, speakers.length) * LANE;
  const boxes = (spans, top, tall) => spans.map(([start, end]) => `M${start} ${top}h${end - start}v${tall}h${start - end}z`).join("");
  return svg(
    "svg",
    { viewBox: `0 0 ${length} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "silence", d: boxes(silences, MARKS, height - MARKS) }),
    svg("path", { class: "overlap", d: boxes(overlaps, MARKS, height - MARKS) }),
    layers.claim,
    speakers.map(({ key, tone }, lane) => svg("path", { class: `lane ${tone}`, d: boxes(sound.get(key), MARKS + lane * LANE + 1.5, LANE - 3) })),
    layers.heads,
    layers.hit,
  );
}

function together(spans) {
  const joined = [];
  for (const [start, end] of spans) {
    const last = joined.at(-1);
    if (last && start - last[1] < BREAK_SECONDS) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function scale(length) {
  const times = Array.from({ length: TICKS + 1 }, (_, tick) => (length * tick) / TICKS);
  return el("div", { class: "scale muted number", "aria-hidden": "true" }, times.map((at) => el("span", {}, clock(at))));
}

function legend(speakers, { silences, overlaps }) {
  const entry = (kind, label, hidden = false) => el("span", { hidden }, el("i", { class: `key ${kind}`, "aria-hidden": "true" }), label);
  const [claim, hit] = [entry("claim", "Claim", true), entry("hit", "Found", true)];
  const sounds = [entry("silence", "Silence of 3 s or more", !silences.length), entry("overlap", "At the same time", !overlaps.length)];
  return { claim, hit, element: el("div", { class: "legend muted small" }, speakers.map(({ tone, label }) => entry(tone, label)), sounds, claim, hit) };
}
