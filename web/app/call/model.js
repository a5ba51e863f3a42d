// What the call page reads out of a transcript and an analysis: speakers, sound, claims.

import { words } from "../format.js";

export const SILENCE_SECONDS = 3;
// Colours of speakers whose role nobody knows: none that would pass for a role.
const UNKNOWN = ["other", "another"];

/** Return the speakers in the order in which they are first heard, with the names people read. */
export function speakersOf(transcript) {
  const found = new Map();
  for (const turn of transcript.turns) {
    if (found.has(turn.speaker)) continue;
    found.set(turn.speaker, { key: turn.speaker, label: nameOf(turn, found.size), tone: turn.role ?? UNKNOWN[found.size % UNKNOWN.length] });
  }
  return [...found.values()];
}

/** Return what people call a speaker; engines only count them. */
function nameOf({ role, speaker }, place) {
  if (role) return words(role);
  return /^(channel|speaker)_\d+$/.test(speaker) ? `Speaker ${place + 1}` : speaker;
}

/** Return when each speaker is audible, by speaker: measured, else from words, else from turns. */
export function soundOf(transcript) {
  const bySpeaker = new Map(speakersOf(transcript).map(({ key }) => [key, []]));
  const heard = transcript.speech?.length ? transcript.speech : transcript.turns.flatMap(timedParts);
  for (const { speaker, start, end } of heard) {
    if (isNumber(start) && isNumber(end) && end > start) bySpeaker.get(speaker)?.push([start, end]);
  }
  for (const own of bySpeaker.values()) own.sort((one, other) => one[0] - other[0]);
  return bySpeaker;
}

function timedParts(turn) {
  const timed = turn.words.filter((word) => isNumber(word.start) && isNumber(word.end));
  return timed.length ? timed.map((word) => ({ ...word, speaker: turn.speaker })) : [turn];
}

/** Return the silences of three seconds or more, and the times at which two or more speak. */
export function gapsAndOverlaps(bySpeaker) {
  const all = [...bySpeaker].flatMap(([speaker, own]) => own.map(([start, end]) => ({ speaker, start, end })));
  all.sort((one, other) => one.start - other.start);
  const result = { silences: [], overlaps: [] };
  let last = null;
  for (const part of all) {
    if (last && part.start - last.end >= SILENCE_SECONDS) result.silences.push([last.end, part.start]);
    if (last && part.start < last.end && part.speaker !== last.speaker) result.overlaps.push([part.start, Math.min(part.end, last.end)]);
    if (!last || part.end > last.end) last = part;
  }
  return result;
}

/** Return every claim of an analysis that names a place in the call, in the order of the call. */
export function claimsOf(analysis, transcript) {
  const turns = new Map((transcript?.turns ?? []).map((turn) => [turn.id, turn]));
  const claims = [];
  const add = (kind, label, source) => claims.push(...placesOf(source, turns).map((place) => ({ kind, label, ...place })));
  for (const [name, value] of Object.entries(analysis?.answers ?? {})) walk(value, (found) => add("claim", words(name), found));
  for (const hit of analysis?.keyword_hits ?? []) add("keyword", `Keyword “${hit.phrase}”`, hit);
  for (const check of analysis?.checks ?? []) add("check", `Check: ${words(check.name)}`, check);
  return claims.sort((one, other) => one.start - other.start);
}

/** Say whether a value of an answer is a claim: an object that names turns, a quote or a time. */
export function isClaim(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Array.isArray(value.turn_ids) || isNumber(value.start) || typeof value.quote === "string";
}

/** Return the places a claim names: its turns, or its own time. */
export function placesOf(claim, turns) {
  const named = (Array.isArray(claim.turn_ids) ? claim.turn_ids : []).map((id) => turns.get(id)).filter(Boolean);
  if (named.length === 1 && isNumber(claim.start)) return [{ turnId: named[0].id, start: claim.start, end: claim.end, quote: claim.quote }];
  if (named.length) return named.filter((turn) => isNumber(turn.start)).map((turn) => ({ turnId: turn.id, start: turn.start, quote: claim.quote }));
  return isNumber(claim.start) ? [{ turnId: null, start: claim.start }] : [];
}

function walk(value, tell) {
  if (value === null || typeof value !== "object") return;
  if (isClaim(value)) tell(value);
  else for (const inner of Object.values(value)) walk(inner, tell);
}

/** Return the index of the last item whose start is at or before `time`, or -1. */
export function lastAtOrBefore(items, time) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].start <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
