// A look at one call beside the list: what it was about, its moments, its sound.

import { get } from "../api.js";
import { claimsOf } from "../call/model.js";
import { isImported, noRecording } from "../call/origin.js";
import { Player } from "../call/player.js";
import { button, el, fill } from "../dom.js";
import { clock } from "../format.js";
import { sentenceOf } from "../shell.js";
import { isTerminal, statusBadge } from "../status.js";
import { findings } from "./findings.js";
import { flagChips } from "./flags.js";
import { nameOf, pageOf } from "./row.js";

const MOMENTS = 3;

export class Preview {
  #shown = null;
  #player = null;
  #opener = null;

  constructor() {
    this.element = el("aside", { class: "preview", "aria-label": "Preview", tabindex: -1, hidden: true });
  }

  /** Show a call, or close if it is shown already. */
  toggle(callId) {
    if (this.#shown?.id === callId) return this.close();
    this.#opener = document.activeElement;
    this.#show(callId);
    this.element.focus();
  }

  /** Close; whoever opened it is where they were. Returns whether there was anything to close. */
  close() {
    if (!this.#shown) return false;
    if (this.element.contains(document.activeElement)) this.#opener?.focus();
    this.#silence();
    this.#shown = null;
    this.element.hidden = true;
    document.body.classList.remove("previewing");
    return true;
  }

  /** A call has changed: what is shown of it is shown anew. */
  heard(call) {
    if (this.#shown?.id === call.call_id && this.#shown.status !== call.status) this.#show(call.call_id);
  }

  erased(callId) {
    if (this.#shown?.id === callId) this.close();
  }

  async #show(callId) {
    const shown = { id: callId, status: null };
    this.#silence();
    this.#shown = shown;
    this.element.hidden = false;
    document.body.classList.add("previewing");
    fill(this.element, el("p", { class: "muted" }, "Loading…"));
    try {
      const path = `calls/${encodeURIComponent(callId)}`;
      const call = await get(path);
      shown.status = call.status;
      const transcript = call.transcript ? await get(`${path}/transcript`, { format: "json" }) : null;
      if (this.#shown === shown) this.#fill(call, transcript);
    } catch (error) {
      if (this.#shown === shown) fill(this.element, this.#top("Preview"), el("p", { class: "notice bad" }, sentenceOf(error)));
    }
  }

  #fill(call, transcript) {
    const summary = call.analysis?.answers?.summary;
    const said = call.failure?.message ?? (typeof summary === "string" ? summary : summary?.text);
    this.#player = transcript && !isImported(call) ? new Player(call.call_id, call.duration_seconds) : null;
    fill(
      this.element,
      this.#top(nameOf(call)),
      el("p", { class: "chips" }, statusBadge(call), call.outcome ? el("span", { class: "chip" }, call.outcome) : null, flagChips(call)),
      said ? el("p", {}, said) : null,
      said ? null : isTerminal(call.status) ? findings(call.analysis) : el("p", { class: "muted" }, "Nothing is known about it yet."),
      transcript ? this.#moments(claimsOf(call.analysis, transcript), transcript) : null,
      isImported(call) ? noRecording() : this.#player?.element,
      el("a", { class: "button", href: pageOf(call.call_id) }, "Open call"),
    );
    this.#player?.load();
  }

  #top(title) {
    return el("div", { class: "previewhead" }, el("h2", {}, title), button("Close", { symbol: "close", quiet: true, on: { click: () => this.close() } }));
  }

  #moments(claims, transcript) {
    const turns = new Map(transcript.turns.map((turn) => [turn.id, turn]));
    const moments = momentsOf(claims).map(({ turnId, start, label }) => {
      const play = this.#player ? el("button", { type: "button", class: "chip number", "aria-label": `Play from ${clock(start)}`, on: { click: () => this.#player.seek(start, { play: true }) } }, clock(start)) : el("span", { class: "chip number" }, clock(start));
      return el("li", {}, play, el("span", {}, el("span", { class: "muted small" }, label), el("br"), turns.get(turnId)?.text ?? ""));
    });
    return moments.length ? el("ol", { class: "moments" }, moments) : null;
  }

  #silence() {
    this.#player?.audio.pause();
    this.#player = null;
  }
}

/** Return the moments to look at first: claims, then keywords, then checks; a turn counts once. */
function momentsOf(claims) {
  const byWeight = [...claims].sort((one, other) => weightOf(one) - weightOf(other) || one.start - other.start);
  const first = new Map();
  for (const claim of byWeight) if (!first.has(claim.turnId)) first.set(claim.turnId, claim);
  return [...first.values()].slice(0, MOMENTS).sort((one, other) => one.start - other.start);
}

const WEIGHTS = { claim: 0, keyword: 1, check: 2 };
const weightOf = ({ kind }) => WEIGHTS[kind] ?? 0;
