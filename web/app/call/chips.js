// Times as chips: each leads to its place in the call.

import { el } from "../dom.js";
import { clock } from "../format.js";
import { placesOf } from "./model.js";

/** Return a function from what names places (turns or times) to chips; `onPlace(place)` is told of one. */
export function chipsIn(transcript, onPlace) {
  const turns = new Map((transcript?.turns ?? []).map((turn) => [turn.id, turn]));
  return (source) => placesOf(source, turns).map((place) => chip(place, onPlace));
}

function chip(place, onPlace) {
  return el("button", { type: "button", class: "chip number", dataset: { turn: place.turnId ?? "", start: place.start }, "aria-label": `Play from ${clock(place.start)}`, on: { click: () => onPlace(place) } }, clock(place.start));
}
