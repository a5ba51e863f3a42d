// Player, timeline and transcript of one call, kept at the same place; and the place in the URL.

import { button, el } from "../dom.js";
import { toast } from "../shell.js";
import { showKeys } from "./keys.js";
import { claimsOf } from "./model.js";
import { isImported, noRecording } from "./origin.js";
import { Player } from "./player.js";
import { transcriptTools } from "./search.js";
import { timeline } from "./timeline.js";
import { TranscriptView } from "./transcript.js";

// While it plays, "previous" means the claim before the one that is being heard.
const GRACE_SECONDS = 1;
const SAME_PLACE_SECONDS = 0.05;

/** Return the parts of a call that are about its sound; `start` is a place of a deep link. */
export function conversation({ call, transcript, start }) {
  const player = new Player(call.call_id, transcript.duration_seconds ?? call.duration_seconds);
  let [claims, used] = [[], null];
  const goTo = (place, { play = true } = {}) => {
    view.choose(place);
    player.seek(place.start, { play });
    keepInUrl(place);
  };
  const uses = el("p", { class: "uses muted small" });
  const onUse = (turnId) => {
    if (used === turnId) return;
    used = turnId;
    const labels = [...new Set(claims.filter((claim) => claim.turnId === turnId).map(({ label }) => label))];
    uses.textContent = labels.length ? `This turn is used by: ${labels.join(", ")}` : "";
  };
  const view = new TranscriptView(transcript, { onUse, onLink: copyLink, onSeek: (seconds, turnId, play) => goTo({ start: seconds, turnId }, { play }) });
  const strip = timeline({ transcript, duration: player.duration, onSeek: (seconds) => player.seek(seconds) });
  const tools = transcriptTools(view, { onHits: (hits) => strip.marks("hit", hits.map((hit) => hit.start)), onHit: (hit) => goTo(hit, { play: false }) });
  const showClaims = (analysis) => {
    claims = claimsOf(analysis, transcript);
    strip.marks("claim", claims.map((claim) => claim.start));
  };
  showClaims(call.analysis);
  strip.marks("hit", []);
  player.addEventListener("time", ({ detail }) => {
    strip.moved(detail);
    view.moved(detail, player.playing);
  });
  if (!isImported(call)) player.load();
  place(start, transcript, player, view);
  const claim = (by) => {
    const next = neighbour(claims, player.time, by, player.playing ? GRACE_SECONDS : 0);
    if (next) goTo(next);
  };
  const sound = isImported(call) ? noRecording() : player.element;
  player.element.append(button("Keys", { kind: "small keys", on: { click: showKeys } }));
  const element = el("div", { class: "talk" }, strip.element, tools.element, view.element, uses, sound);
  return { element, goTo, showClaims, time: () => player.time, stop: () => player.stop(), keys: { toggle: () => player.toggle(), step: (by) => player.step(by), search: tools.focus, claim } };
}

/** Return the next claim after a time, or the one before it; after the last comes the first. */
function neighbour(claims, now, by, grace) {
  const later = claims.filter((claim) => claim.start > now + SAME_PLACE_SECONDS);
  const earlier = claims.filter((claim) => claim.start < now - SAME_PLACE_SECONDS - grace);
  return by > 0 ? (later[0] ?? claims[0]) : (earlier.at(-1) ?? claims.at(-1));
}

function place({ seconds, turnId }, transcript, player, view) {
  const turn = transcript.turns.find(({ id }) => id === turnId);
  const target = seconds ?? turn?.start;
  if (target !== null && target !== undefined) {
    view.choose({ turnId: turn?.id, start: target });
    player.seek(target);
  }
  // The row has no place before the page is laid out.
  requestAnimationFrame(() => view.show(turn?.id ?? (target === undefined || target === null ? null : view.current)));
}

function urlOf({ start, turnId }) {
  const url = new URL(location.href);
  if (typeof start === "number") url.searchParams.set("t", String(Math.round(start * 100) / 100));
  if (turnId) url.searchParams.set("turn", turnId);
  else url.searchParams.delete("turn");
  return url;
}

const keepInUrl = (where) => history.replaceState(null, "", urlOf(where));

async function copyLink(turn) {
  const url = urlOf({ start: turn.start, turnId: turn.id });
  history.replaceState(null, "", url);
  await navigator.clipboard.writeText(url.href).then(() => toast("The link is copied."), () => toast("The link is in the address bar."));
}
