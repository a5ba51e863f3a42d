// The upload panel: files wait, a few are sent at once, and each is followed until its call has ended.

import { get } from "../api.js";
import { button, el } from "../dom.js";
import { size } from "../format.js";
import { isTerminal } from "../status.js";
import { KINDS } from "./kinds.js";
import { offerProfiles } from "./profiles.js";
import { Replacement } from "./replacement.js";
import { refusalOf } from "./sending.js";
import { UploadRow } from "./uploadrow.js";

const AT_ONCE = 3;
const LOOK_AGAIN = 5000;

export class UploadPanel {
  #rows = [];

  /** `onCall` hears the id of each call this panel has sent; larger files than `mostBytes` are refused. */
  constructor(onCall, mostBytes) {
    Object.assign(this, { onCall, mostBytes });
    this.input = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Recordings", accept: KINDS, on: { change: () => this.#chosen() } });
    this.profile = el("select", { id: "upload-profile" }, el("option", { value: "" }, "Default profile"));
    this.list = el("ul", { class: "uploads", "aria-label": "Files" });
    this.summary = el("p", { class: "muted small", role: "status" });
    this.replacement = new Replacement(() => this.input.click(), () => this.#close());
    this.card = el("section", { class: "card upload", "aria-labelledby": "upload-title", hidden: true }, this.#head(), this.replacement.element, this.list);
    this.element = el("div", {}, this.input, this.card);
    addEventListener("beforeunload", (event) => this.#sending() && event.preventDefault());
    setInterval(() => this.#lookAgain(), LOOK_AGAIN);
  }

  #head() {
    const closing = button("Close", { symbol: "close", quiet: true, on: { click: () => this.#close() } });
    const adding = button("Choose files", { symbol: "plus", on: { click: () => this.choose() } });
    const profile = el("div", { class: "field" }, el("label", { for: "upload-profile" }, "Profile for new files"), this.profile);
    const title = el("div", {}, el("h2", { id: "upload-title" }, "Upload"), this.summary);
    return el("div", { class: "uploadhead" }, title, profile, adding, closing);
  }

  offer(profiles) {
    offerProfiles(this.profile, "Default profile", profiles);
  }

  /** Open the panel and let a person choose files for new calls. */
  choose() {
    this.replacement.end();
    this.#open();
    this.input.click();
  }

  /** Open the panel and wait for another recording of a call. */
  replace(callId) {
    this.#open();
    this.element.scrollIntoView({ block: "nearest" });
    return this.replacement.await(callId);
  }

  /** Take files: one for the call that waits for it, else one for each new call. */
  take(files) {
    const all = [...files];
    const why = this.replacement.call ? whyNotInstead(all, this.mostBytes) : null;
    if (why) return this.replacement.refuse(why);
    const wanted = { profileId: this.profile.value || null, mostBytes: this.mostBytes, replaces: this.replacement.end() };
    const rows = all.map((file) => new UploadRow(file, wanted, () => this.#next()));
    this.#rows.push(...rows);
    this.list.append(...rows.map((row) => row.element));
    this.#open();
    this.#next();
  }

  heard(call) {
    this.#rows.findLast((row) => row.callId === call.call_id)?.follow(call);
    this.#tell();
  }

  #open() {
    this.card.hidden = false;
    this.#tell();
  }

  #chosen() {
    this.take(this.input.files);
    this.input.value = "";
  }

  #sending() {
    return this.#rows.some((row) => ["waiting", "sending"].includes(row.state));
  }

  /** Start what waits, as many as may be sent at once. */
  #next() {
    const free = AT_ONCE - this.#rows.filter((row) => row.state === "sending").length;
    for (const row of this.#rows.filter((one) => one.state === "waiting").slice(0, free)) row.start((callId) => this.onCall(callId));
    this.#tell();
  }

  #tell() {
    this.#failedFirst();
    const count = (test) => this.#rows.filter(test).length;
    const parts = [
      [count((row) => row.state === "sent"), `of ${this.#rows.length} sent`],
      [count((row) => row.status === "Completed"), "completed"],
      [count((row) => row.status === "Failed"), "failed"],
      [count((row) => row.state === "failed"), "not sent"],
    ];
    const told = parts.filter(([number], at) => at === 0 || number).map(([number, words]) => `${number} ${words}`);
    const most = this.mostBytes ? ` Each may have ${size(this.mostBytes)}.` : "";
    this.summary.textContent = this.#rows.length ? told.join(", ") : `Drop recordings anywhere on this page, or choose them.${most}`;
  }

  /** What failed lies above the rest; whoever stands in a line that moves stays there. */
  #failedFirst() {
    const focused = document.activeElement;
    const order = [true, false].flatMap((isBad) => this.#rows.filter((row) => row.isBad === isBad));
    order.forEach(({ element }, at) => {
      if (this.list.children[at] !== element) this.list.insertBefore(element, this.list.children[at] ?? null);
    });
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  /** Live status may be interrupted: what is not over is asked for now and then. */
  async #lookAgain() {
    for (const row of this.#rows.filter((one) => one.state === "sent" && !isTerminal(one.status) && one.quietFor(LOOK_AGAIN))) {
      await get(`calls/${row.callId}`).then((call) => this.heard(call), () => {});
    }
  }

  #close() {
    this.replacement.end();
    this.#rows = this.#rows.filter((row) => ["waiting", "sending"].includes(row.state));
    this.list.replaceChildren(...this.#rows.map((row) => row.element));
    this.card.hidden = this.#rows.length === 0;
    this.#tell();
  }
}

/** Say why files cannot be the other recording of a call, or null. */
function whyNotInstead(files, mostBytes) {
  return files.length === 1 ? refusalOf(files[0], mostBytes) : "One recording replaces the other: choose a single file.";
}
