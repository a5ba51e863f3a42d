// The part of the upload panel that waits for another recording of one call.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { sentenceOf } from "../shell.js";
import { nameOf } from "./row.js";

export class Replacement {
  call = null;

  /** `onChoose` lets a person choose a file; `onEnd` hears that none will be chosen. */
  constructor(onChoose, onEnd) {
    this.onChoose = onChoose;
    this.onEnd = onEnd;
    this.error = el("p", { class: "error", role: "alert" });
    this.element = el("div", { class: "notice replacing", role: "region", "aria-label": "Replace a recording", hidden: true });
  }

  /** Let the next file be the recording of this call. */
  async await(callId) {
    this.element.hidden = false;
    fill(this.element, el("p", { class: "muted" }, "Loading the call…"));
    try {
      this.call = await get(`calls/${encodeURIComponent(callId)}`);
      this.#show();
    } catch (error) {
      fill(this.element, el("p", { role: "alert" }, sentenceOf(error)), this.#cancel("Close"));
    }
  }

  /** Say why what was chosen cannot be it; the call still waits. */
  refuse(sentence) {
    this.error.textContent = sentence;
  }

  /** Return the call that waited, and wait no longer. */
  end() {
    const { call } = this;
    this.call = null;
    this.element.hidden = true;
    return call;
  }

  #show() {
    this.refuse("");
    const choose = button("Choose the recording", { symbol: "upload", kind: "primary small", on: { click: this.onChoose } });
    const why = this.call.failure ? `${this.call.failure.message} ` : "";
    fill(
      this.element,
      el("h3", {}, `Another recording for ${nameOf(this.call)}`),
      el("p", {}, `${why}Choose one file, or drop it on this page. The call keeps its id and starts anew with it.`),
      this.error,
      el("div", { class: "actions" }, choose, this.#cancel("Cancel")),
    );
    choose.focus();
  }

  #cancel(label) {
    const cancel = () => {
      this.end();
      this.onEnd();
    };
    return button(label, { kind: "small", on: { click: cancel } });
  }
}
