// One file in the upload panel.

import { button, el, fill } from "../dom.js";
import { size } from "../format.js";
import { sentenceOf } from "../shell.js";
import { reasonOf, statusBadge } from "../status.js";
import { replaceLink } from "./replacing.js";
import { nameOf, pageOf } from "./row.js";
import { refusalOf, Sending } from "./sending.js";

export class UploadRow {
  state = "waiting";
  status = null;
  #heardAt = 0;

  /** `wanted` says how the file is sent: profileId, replaces, and mostBytes that are accepted. */
  constructor(file, wanted, onEnd) {
    this.sending = new Sending(file, wanted);
    this.onEnd = onEnd;
    this.done = el("span", {});
    this.bar = el("div", { class: "progress", role: "progressbar", "aria-label": `Upload of ${file.name}`, "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, this.done);
    this.note = el("span", { class: "note" });
    this.tools = el("span", { class: "actions" });
    const facts = [size(file.size), wanted.replaces ? `instead of ${nameOf(wanted.replaces)}` : null].filter(Boolean).join(", ");
    const name = el("span", { class: "filename" }, el("span", { class: "clip", title: file.name }, file.name), el("span", { class: "muted small" }, facts));
    this.element = el("li", { class: "uploadrow" }, name, this.note, this.bar, this.tools);
    const refusal = refusalOf(file, wanted.mostBytes);
    if (refusal) this.#failed(refusal, { again: false });
    else this.#wait();
  }

  get callId() {
    return this.sending.callId;
  }

  /** Whether the file could not be sent, or its call has failed. */
  get isBad() {
    return this.element.classList.contains("failed");
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
    try {
      await this.sending.send((share) => this.#progress(share));
      this.#sent(onCall);
    } catch (error) {
      if (error.name === "AbortError") await this.#cancelled();
      else this.#failed(sentenceOf(error));
    }
    this.onEnd();
  }

  /** Show how the call itself goes on; before a new recording arrived it stands as it did. */
  follow(call) {
    this.#heardAt = Date.now();
    if (this.state !== "sent" || this.sending.isStill(call)) return;
    this.status = call.status;
    const reason = reasonOf(call);
    this.element.classList.toggle("failed", call.status === "Failed");
    fill(this.note, statusBadge(call), reason ? el("span", { class: "muted small" }, reason) : null);
    fill(this.tools, replaceLink(call, "button small"), this.#open());
  }

  #sent(onCall) {
    this.state = "sent";
    this.bar.hidden = true;
    this.#heardAt = Date.now();
    fill(this.note, "Uploaded, waiting for its turn");
    fill(this.tools, this.#open());
    onCall(this.callId);
  }

  #open() {
    return el("a", { class: "button small", href: pageOf(this.callId) }, "Open call");
  }

  #wait() {
    this.state = "waiting";
    this.element.classList.remove("failed");
    fill(this.note, "Waiting");
    fill(this.tools, button("Cancel", { symbol: "close", kind: "small", on: { click: () => this.#cancel() } }));
  }

  #cancel() {
    if (this.state === "waiting") this.#failed("Cancelled", { bad: false });
    this.sending.cancel();
    this.onEnd();
  }

  async #cancelled() {
    await this.sending.withdraw();
    this.#failed("Cancelled", { bad: false });
  }

  #failed(sentence, { again = true, bad = true } = {}) {
    this.state = "failed";
    this.bar.hidden = true;
    this.element.classList.toggle("failed", bad);
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
    fill(this.note, el("span", { class: "number" }, `Uploading, ${percent} %`));
  }
}
