// One file on its way to the bucket: announce the call, get a form, send it with progress.

import { get, post, Problem, remove } from "../api.js";
import { size } from "../format.js";
import { mayBeRecording } from "./kinds.js";

const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const REFUSALS = {
  EntityTooLarge: "The file is larger than this CallInsight accepts.",
  ExpiredToken: "The upload took longer than its link is valid.",
  AccessDenied: "The bucket refused the upload; its link may have expired.",
};

/** Say why a file is not worth sending, or null. */
export function refusalOf(file, mostBytes = Infinity) {
  if (file.size === 0) return "The file is empty.";
  if (file.size > mostBytes) return `The file is too large: this CallInsight accepts ${size(mostBytes)}.`;
  return mayBeRecording(file) ? null : "This is no recording.";
}

export class Sending {
  callId = null;
  #key = randomKey();
  #ending = null;

  /** `replaces` is the call whose recording the file replaces; without it there is a new call. */
  constructor(file, { profileId = null, replaces = null }) {
    Object.assign(this, { file, profileId, replaces, callId: replaces?.call_id ?? null });
  }

  /** Send the file; a second try goes on with the same call. `onProgress` gets a share of 1. */
  async send(onProgress) {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    this.callId ??= await this.#announced(signal);
    const { file } = this;
    const query = { fileName: file.name, method: "post", contentType: file.type, sizeBytes: file.size, replace: this.replaces ? true : null };
    const form = await get(`calls/${this.callId}/upload-url`, query, { signal });
    await sent(form, file, signal, onProgress);
  }

  /** Give up what is on its way. */
  cancel() {
    this.#ending?.abort();
  }

  /** Say whether the call whose recording is replaced stands as it did before. */
  isStill(call) {
    return this.replaces !== null && call.status_since === this.replaces.status_since;
  }

  /** Let nothing remain of a call that was announced for nothing; another try begins anew. */
  async withdraw() {
    const { callId } = this;
    if (this.replaces || !callId) return;
    this.callId = null;
    this.#key = randomKey();
    await remove(`calls/${callId}`).catch(() => {}); // it expires by itself as well
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
