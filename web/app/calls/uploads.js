// The upload panel: files wait, a few are sent at once, and each is followed until its call has ended.

import { get } from "../api.js";
import { button, el } from "../dom.js";
import { isTerminal } from "../status.js";
import { offerProfiles } from "./profiles.js";
import { UploadRow } from "./uploadrow.js";

const AT_ONCE = 3;
const LOOK_AGAIN = 5000;

export class UploadPanel {
  #rows = [];

  /** `onCall` hears the id of each call this panel has made. */
  constructor(onCall) {
    this.onCall = onCall;
    this.input = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Recordings", accept: "audio/*,video/mp4,video/webm,.m4a,.opus,.amr,.wma", on: { change: () => this.#chosen() } });
    this.profile = el("select", { id: "upload-profile" }, el("option", { value: "" }, "Default profile"));
    this.list = el("ul", { class: "uploads", "aria-label": "Files" });
    this.summary = el("p", { class: "muted small", role: "status" });
    this.card = el("section", { class: "card upload", "aria-labelledby": "upload-title", hidden: true }, this.#head(), this.list);
    this.element = el("div", {}, this.input, this.card);
    addEventListener("beforeunload", (event) => this.#sending() && event.preventDefault());
    setInterval(() => this.#lookAgain(), LOOK_AGAIN);
  }

  #head() {
    const closing = button("Close", { symbol: "close", quiet: true, on: { click: () => this.#close() } });
    const adding = button("Choose files", { symbol: "plus", kind: "small", on: { click: () => this.input.click() } });
    const profile = el("div", { class: "field" }, el("label", { for: "upload-profile" }, "Profile for new files"), this.profile);
    const title = el("div", {}, el("h2", { id: "upload-title" }, "Upload"), this.summary);
    return el("div", { class: "uploadhead" }, title, profile, adding, closing);
  }

  offer(profiles) {
    offerProfiles(this.profile, "Default profile", profiles);
  }

  /** Open the panel and let a person choose files. */
  choose() {
    this.card.hidden = false;
    this.#tell();
    this.input.click();
  }

  /** Take files dropped anywhere on the page. */
  takeDrops() {
    const hint = el("div", { class: "drop", "aria-hidden": "true" }, el("p", {}, "Drop recordings to upload them"));
    let depth = 0;
    const show = (on) => document.body.classList.toggle("dropping", on);
    const hears = { dragenter: () => show((depth += 1) > 0), dragleave: () => show((depth -= 1) > 0), dragover: () => {}, drop: ({ dataTransfer }) => { depth = 0; show(false); this.take(dataTransfer.files); } };
    document.body.append(hint);
    for (const [name, listener] of Object.entries(hears)) {
      addEventListener(name, (event) => {
        if (!event.dataTransfer?.types.includes("Files") || document.querySelector("dialog[open]")) return;
        event.preventDefault();
        listener(event);
      });
    }
  }

  take(files) {
    const rows = [...files].map((file) => new UploadRow(file, this.profile.value || null, () => this.#next()));
    this.#rows.push(...rows);
    this.list.append(...rows.map((row) => row.element));
    this.card.hidden = false;
    this.#next();
  }

  heard(call) {
    this.#rows.find((row) => row.callId === call.call_id)?.follow(call);
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
    const sent = this.#rows.filter((row) => row.state === "sent").length;
    const failed = this.#rows.filter((row) => row.state === "failed").length;
    this.summary.textContent = this.#rows.length ? `${sent} of ${this.#rows.length} sent${failed ? `, ${failed} not` : ""}` : "Drop recordings anywhere on this page, or choose them.";
  }

  /** Live status may be interrupted: what is not over is asked for now and then. */
  async #lookAgain() {
    for (const row of this.#rows.filter((one) => one.state === "sent" && !isTerminal(one.status) && one.quietFor(LOOK_AGAIN))) {
      await get(`calls/${row.callId}`).then((call) => this.heard(call), () => {});
    }
  }

  #close() {
    this.#rows = this.#rows.filter((row) => ["waiting", "sending"].includes(row.state));
    this.list.replaceChildren(...this.#rows.map((row) => row.element));
    this.card.hidden = this.#rows.length === 0;
    this.#tell();
  }
}
