// One file in the upload panel.

import { button, el, fill } from "../dom.js";
import { size } from "../format.js";
import { sentenceOf } from "../shell.js";
import { reasonOf, statusBadge } from "../status.js";
import { pageOf } from "./row.js";
import { Sending } from "./sending.js";

export class UploadRow {
  state = "waiting";
  status = null;
  #heardAt = 0;

  constructor(file, profileId, onEnd) {
    this.sending = new Sending(file, profileId);
    this.onEnd = onEnd;
    this.done = el("span", {});
    this.bar = el("div", { class: "progress", role: "progressbar", "aria-label": `Upload of ${file.name}`, "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, this.done);
    this.note = el("span", { class: "note" });
    this.tools = el("span", { class: "actions" });
    const name = el("span", { class: "filename" }, file.name, " ", el("span", { class: "muted small" }, size(file.size)));
    this.element = el("li", { class: "uploadrow" }, name, this.note, this.bar, this.tools);
    const refusal = Sending.refusal(file);
    if (refusal) this.#failed(refusal, { again: false });
    else this.#wait();
  }

  get callId() {
    return this.sending.callId;
  }

  /** Say whether nothing was heard of the call for so long. */
  quietFor(milliseconds) {
    return Date.now() - this.#heardAt >= milliseconds;
  }

  /** Send the file; `onCall` hears the call's id as soon as the file is there. */
  async start(onCall) {
    this.state = "sending";
    this.bar.hidden = false;
    this.#progress(0);
    fill(this.note, "Uploading");
    try {
      await this.sending.send((share) => this.#progress(share));
      this.#sent(onCall);
    } catch (error) {
      this.#failed(error.name === "AbortError" ? "Cancelled." : sentenceOf(error));
    }
    this.onEnd();
  }

  /** Show how the call itself goes on. */
  follow(call) {
    this.#heardAt = Date.now();
    this.status = call.status;
    if (this.state !== "sent") return;
    const reason = reasonOf(call);
    fill(this.note, statusBadge(call), reason ? el("span", { class: "muted small" }, ` ${reason}`) : null);
  }

  #sent(onCall) {
    this.state = "sent";
    this.bar.hidden = true;
    this.#heardAt = Date.now();
    fill(this.note, "Uploaded, waiting for its turn");
    fill(this.tools, el("a", { class: "button small", href: pageOf(this.callId) }, "Open call"));
    onCall(this.callId);
  }

  #wait() {
    this.state = "waiting";
    this.element.classList.remove("failed");
    fill(this.note, "Waiting");
    fill(this.tools, button("Cancel", { symbol: "close", kind: "small", on: { click: () => this.#cancel() } }));
  }

  #cancel() {
    if (this.state === "waiting") this.#failed("Cancelled.");
    this.sending.cancel();
    this.onEnd();
  }

  #failed(sentence, { again = true } = {}) {
    this.state = "failed";
    this.bar.hidden = true;
    this.element.classList.add("failed");
    fill(this.note, sentence);
    const retry = () => {
      this.#wait();
      this.onEnd();
    };
    fill(this.tools, again ? button("Retry", { symbol: "redo", kind: "small", on: { click: retry } }) : null);
  }

  #progress(share) {
    const percent = Math.round(share * 100);
    this.done.style.setProperty("width", `${percent}%`);
    this.bar.setAttribute("aria-valuenow", String(percent));
  }
}
