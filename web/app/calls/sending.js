// One file on its way to the bucket: announce the call, get a form, send it with progress.

import { get, post, Problem } from "../api.js";

const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const REFUSALS = {
  EntityTooLarge: "The file is larger than this CallInsight accepts.",
  ExpiredToken: "The upload took longer than its link is valid.",
  AccessDenied: "The bucket refused the upload; its link may have expired.",
};

export class Sending {
  callId = null;
  #key = randomKey();
  #ending = null;

  constructor(file, profileId) {
    Object.assign(this, { file, profileId });
  }

  /** Say why a file is not worth sending, or null. */
  static refusal(file) {
    return file.size === 0 ? "The file is empty." : null;
  }

  /** Send the file; a second try goes on with the same call. `onProgress` gets a share of 1. */
  async send(onProgress) {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.callId ??= await this.#announced(signal);
    const { file } = this;
    const query = { fileName: file.name, method: "post", contentType: file.type, sizeBytes: file.size };
    const form = await get(`calls/${this.callId}/upload-url`, query, { signal });
    await sent(form, file, signal, onProgress);
  }

  /** Give up what is on its way. */
  cancel() {
    this.#ending?.abort();
  }

  async #announced(signal) {
    const body = this.profileId ? { profile_id: this.profileId } : {};
    const call = await post("calls", body, { headers: { "Idempotency-Key": this.#key }, signal });
    return call.call_id;
  }
}

/** Only XMLHttpRequest tells how much of an upload is done. */
function sent({ url, fields }, file, signal, onProgress) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest();
    upload.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    upload.addEventListener("load", () => (upload.status < 300 ? resolve() : reject(refused(upload))));
    upload.addEventListener("error", () => reject(new Problem({ detail: "The connection broke off.", hint: "Try again." })));
    upload.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
    signal.addEventListener("abort", () => upload.abort(), { once: true });
    upload.open("POST", url);
    if (signal.aborted) reject(new DOMException("cancelled", "AbortError"));
    else upload.send(body);
  });
}

function refused({ status, responseText }) {
  const code = /<Code>(\w+)<\/Code>/.exec(responseText)?.[1];
  return new Problem({ status, detail: REFUSALS[code] ?? "The bucket did not accept the file.", hint: "Try again." });
}
