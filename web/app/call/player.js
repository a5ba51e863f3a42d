// The sound of a call. Without a recording it still keeps a place, so that the rest of the page works.

import { get } from "../api.js";
import { button, el, fill, icon } from "../dom.js";
import { clock } from "../format.js";

const STEP_SECONDS = 5;
const SPEEDS = [1, 1.25, 1.5, 1.75, 2];
const SHORTEST_BETWEEN_LINKS = 5000;

export class Player extends EventTarget {
  constructor(callId, duration) {
    super();
    Object.assign(this, { callId, duration: duration ?? 0, place: 0, askedAt: 0, wantsToPlay: false });
    this.audio = el("audio", { preload: "metadata" });
    this.element = this.#bar();
    this.#listen();
  }

  /** Where the sound is, in seconds. */
  get time() {
    return this.audio.readyState > 0 ? this.audio.currentTime : this.place;
  }

  get playing() {
    return !this.audio.paused;
  }

  /** Ask for a link to the recording; the place is kept. */
  async load() {
    this.place = this.time;
    this.askedAt = Date.now();
    try {
      const link = await get(`calls/${this.callId}/recording`);
      this.expiresAt = new Date(link.expires_at).getTime();
      this.duration = link.duration_seconds ?? this.duration;
      this.audio.src = link.url;
    } catch (error) {
      this.#silent(error.status === 404 ? "The recording is no longer there." : "The recording cannot be played now.");
    }
  }

  /** Go to a place, and play from there if asked. */
  seek(seconds, { play = false } = {}) {
    this.place = Math.max(0, Math.min(seconds, this.duration || seconds));
    if (this.audio.readyState > 0) this.audio.currentTime = this.place;
    if (play) this.play();
    this.#told();
  }

  step(direction) {
    this.seek(this.time + direction * STEP_SECONDS);
  }

  toggle() {
    if (this.playing) this.audio.pause();
    else this.play();
  }

  /** Fall silent for good. */
  stop() {
    this.wantsToPlay = false;
    this.audio.pause();
    this.audio.removeAttribute("src");
  }

  /** Play; a link that has expired is asked for again first. */
  async play() {
    this.wantsToPlay = true;
    if (this.expiresAt && Date.now() > this.expiresAt) await this.load();
    // A browser may refuse to play before the person has done anything: then the button is there.
    await this.audio.play().catch(() => {});
  }

  #listen() {
    this.audio.addEventListener("loadedmetadata", () => {
      if (Number.isFinite(this.audio.duration)) this.duration = this.audio.duration;
      this.audio.currentTime = this.place;
      if (this.wantsToPlay) this.audio.play().catch(() => {});
    });
    for (const event of ["timeupdate", "seeked", "loadedmetadata"]) this.audio.addEventListener(event, () => this.#told());
    for (const event of ["play", "pause"]) this.audio.addEventListener(event, () => this.#playing());
    this.audio.addEventListener("error", () => this.#failed());
  }

  #failed() {
    if (Date.now() - this.askedAt > SHORTEST_BETWEEN_LINKS) this.load();
    else this.#silent("The recording cannot be played now.");
  }

  #playing() {
    this.wantsToPlay = this.playing;
    fill(this.toggler, icon(this.playing ? "pause" : "play"));
    this.toggler.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    this.#everyFrame();
  }

  // `timeupdate` comes four times a second: too seldom for words.
  #everyFrame() {
    if (!this.playing) return;
    this.#told();
    requestAnimationFrame(() => this.#everyFrame());
  }

  #told() {
    this.clock.textContent = `${clock(this.time)} / ${clock(this.duration)}`;
    this.dispatchEvent(new CustomEvent("time", { detail: this.time }));
  }

  #silent(sentence) {
    this.note.textContent = sentence;
    this.toggler.disabled = true;
  }

  #bar() {
    this.clock = el("span", { class: "number clock" }, `0:00 / ${clock(this.duration)}`);
    this.note = el("span", { class: "muted small", role: "status" });
    this.toggler = button("Play", { symbol: "play", quiet: true, on: { click: () => this.toggle() } });
    this.toggler.removeAttribute("title");
    const speed = el("select", { "aria-label": "Speed", class: "speed", on: { change: () => (this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(speed.value)) } }, SPEEDS.map((rate) => el("option", { value: rate }, `${rate}×`)));
    return el(
      "div",
      { class: "player", role: "group", "aria-label": "Player" },
      this.audio,
      button("Back 5 seconds", { symbol: "back", quiet: true, on: { click: () => this.step(-1) } }),
      this.toggler,
      button("Forward 5 seconds", { symbol: "forward", quiet: true, on: { click: () => this.step(1) } }),
      this.clock,
      speed,
      this.note,
    );
  }
}
