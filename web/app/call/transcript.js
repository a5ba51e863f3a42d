// The transcript: turns that follow the sound, are searched, filtered and linked to.

import { button, el } from "../dom.js";
import { clock } from "../format.js";
import { lastAtOrBefore, speakersOf } from "./model.js";
import { bring } from "./sight.js";
import { characterAt, doubtfulRanges, mark, placedWords, rangeIn, wordsMeant } from "./marks.js";

const BLOCK = 40;
const SAME_PLACE_SECONDS = 0.05;
const [HEAD_PIXELS, LINE_PIXELS, LINE_LETTERS] = [45, 22, 85];
const heightOf = ({ text }) => HEAD_PIXELS + LINE_PIXELS * Math.ceil(text.length / LINE_LETTERS);

export class TranscriptView {
  /** `onSeek(seconds, turnId)` is told when a person chooses a place, `onUse(turnId)` when a turn has their eye. */
  constructor(transcript, { onSeek, onUse, onLink }) {
    Object.assign(this, { transcript, onSeek, onUse, onLink, follows: true, current: null, chosen: null });
    this.speakers = new Map(speakersOf(transcript).map((speaker) => [speaker.key, speaker]));
    this.timed = transcript.turns.filter((turn) => typeof turn.start === "number");
    this.rows = new Map();
    this.texts = new Map();
    this.words = new Map();
    this.scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Transcript" }, this.#lists());
    this.followButton = button("Follow the sound", { symbol: "play", kind: "small follow", hidden: true, on: { click: () => this.follow(true) } });
    this.element = el("div", { class: "transcript" }, this.scroller, this.followButton);
    for (const event of ["wheel", "touchmove"]) this.scroller.addEventListener(event, () => this.follow(false), { passive: true });
    mark("doubtful", transcript.turns.flatMap((turn) => (turn.text ? doubtfulRanges(this.texts.get(turn.id), turn) : [])));
  }

  /** Follow the sound from now on, or leave the person where they have scrolled to. */
  follow(yes) {
    this.follows = yes;
    this.followButton.hidden = yes;
    if (yes && this.current) this.show(this.current);
  }

  /** Mark what is said at this moment. */
  moved(seconds, playing) {
    const turn = this.#turnAt(seconds);
    if (turn?.id !== this.current) this.#enter(turn, playing);
    const said = turn ? this.#wordsOf(turn) : [];
    const word = said[lastAtOrBefore(said, seconds)];
    mark("spoken", word && seconds <= word.end + 0.3 ? [rangeIn(this.texts.get(turn.id), word.at, word.to)] : []);
  }

  /** Mark a place that a person went to: its turn, and the words if it quotes them or says when they fell. */
  choose({ turnId, start, end, quote }) {
    const turn = this.transcript.turns.find(({ id }) => id === turnId);
    this.chosen = turn && typeof start === "number" ? { turn, from: start - SAME_PLACE_SECONDS, to: Math.max(turn.end ?? start, start) } : null;
    const [at, to] = turn ? wordsMeant(turn, this.#wordsOf(turn), { start, end, quote }) : [];
    mark("chosen", to > at ? [rangeIn(this.texts.get(turn.id), at, to)] : []);
    if (turn) this.show(turn.id);
  }

  /** Bring a turn into view, whole if it fits; the page itself moves only if `page`. */
  show(turnId, { page = true } = {}) {
    const row = this.rows.get(turnId);
    if (!row) return;
    row.hidden = false;
    bring(row, this.scroller, page);
    // What came into sight only now may be higher or lower than it was taken for.
    requestAnimationFrame(() => requestAnimationFrame(() => bring(row, this.scroller, page)));
  }

  // Two people speak at once: the turn that was chosen is the present one until it ends.
  #turnAt(seconds) {
    const { turn, from, to } = this.chosen ?? {};
    if (turn && from <= seconds && seconds <= to) return turn;
    if (this.chosen) this.choose({});
    return this.timed[lastAtOrBefore(this.timed, seconds)];
  }

  // Blocks out of sight cost no layout, and there are few enough of them to look after: three hours
  // stay smooth.
  #lists() {
    const { turns } = this.transcript;
    return Array.from({ length: Math.ceil(turns.length / BLOCK) }, (_, place) => {
      const own = turns.slice(place * BLOCK, (place + 1) * BLOCK);
      const list = el("ol", { class: "turns", start: place * BLOCK + 1 }, own.map((turn) => this.#row(turn)));
      list.style.setProperty("contain-intrinsic-block-size", `auto ${own.reduce((sum, turn) => sum + heightOf(turn), 0)}px`);
      return list;
    });
  }

  /** Show only the turns of these speakers. */
  only(keys) {
    for (const turn of this.transcript.turns) this.rows.get(turn.id).hidden = !keys.has(turn.speaker);
  }

  /** Point to one of the hits of a search, so that it stands out from the others. */
  point(hit) {
    this.pointed?.classList.remove("pointed");
    this.pointed = hit && this.rows.get(hit.turnId);
    this.pointed?.classList.add("pointed");
    this.element.classList.toggle("searching", Boolean(hit));
    mark("pointed", hit ? [hit.range] : []);
    if (hit) this.show(hit.turnId);
  }

  /** Mark every place of a text; returns them in order. */
  search(text) {
    const pattern = text.trim() ? new RegExp(text.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "gi") : null;
    const hits = [];
    for (const turn of pattern ? this.transcript.turns : []) {
      for (const found of turn.text.matchAll(pattern)) {
        hits.push({ turnId: turn.id, start: this.#timeAt(turn, found.index), range: rangeIn(this.texts.get(turn.id), found.index, found.index + found[0].length) });
      }
    }
    mark("found", hits.map((hit) => hit.range));
    return hits;
  }

  #enter(turn, playing) {
    this.rows.get(this.current)?.removeAttribute("aria-current");
    this.current = turn?.id ?? null;
    this.rows.get(this.current)?.setAttribute("aria-current", "true");
    if (turn && playing && this.follows) this.show(turn.id, { page: false });
  }

  #row(turn) {
    const { label, tone } = this.speakers.get(turn.speaker);
    const text = el("p", { lang: this.transcript.language, on: { click: (event) => this.#clicked(event, turn) } }, turn.text);
    const timed = typeof turn.start === "number";
    const uses = () => this.onUse(turn.id);
    const row = el(
      "li",
      { class: `turn ${tone}`, id: `turn-${turn.id}`, on: { mouseenter: uses, focusin: uses } },
      el("div", { class: "turn-head" }, el("b", {}, label), timed ? el("button", { type: "button", class: "time number", "aria-label": `Play from ${clock(turn.start)}`, on: { click: () => this.onSeek(turn.start, turn.id, true) } }, clock(turn.start)) : null, button("Copy link to this turn", { symbol: "link", quiet: true, on: { click: () => this.onLink(turn) } })),
      text,
    );
    this.rows.set(turn.id, row);
    this.texts.set(turn.id, text);
    return row;
  }

  #clicked(event, turn) {
    if (!getSelection().isCollapsed) return; // a person who selects text does not mean to jump
    const place = characterAt(this.texts.get(turn.id), event.clientX, event.clientY);
    if (place !== null) this.onSeek(this.#timeAt(turn, place), turn.id, false);
  }

  #timeAt(turn, character) {
    const said = this.#wordsOf(turn);
    return (said.find((word) => word.to >= character) ?? said.at(-1))?.start ?? turn.start ?? 0;
  }

  #wordsOf(turn) {
    if (!this.words.has(turn.id)) this.words.set(turn.id, placedWords(turn));
    return this.words.get(turn.id);
  }
}
