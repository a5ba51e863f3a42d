// What the ten statuses mean to a person, and how they look.

import { el } from "./dom.js";
import { lasting, secondsSince } from "./format.js";

export const STATUSES = {
  PendingUpload: { label: "Waiting for upload", tone: "waits" },
  Uploading: { label: "Uploading", tone: "waits" },
  Queued: { label: "Queued", tone: "waits" },
  READING: { label: "Reading audio", tone: "runs" },
  PREPARING: { label: "Preparing", tone: "runs" },
  TRANSCRIBING: { label: "Transcribing", tone: "runs" },
  TRANSCRIBED: { label: "Transcribed", tone: "runs" },
  Analyzing: { label: "Analyzing", tone: "runs" },
  Completed: { label: "Completed", tone: "good" },
  Failed: { label: "Failed", tone: "bad" },
};

export const isTerminal = (status) => status === "Completed" || status === "Failed";

/** Return the badge of a call's status; what is not over tells for how long it has been so, if `timed`. */
export function statusBadge(call, { timed = true } = {}) {
  const { label, tone } = STATUSES[call.status] ?? { label: call.status, tone: "waits" };
  return el("span", { class: `status ${tone}`, dataset: { status: call.status }, title: reasonOf(call) }, el("span", { class: "dot" }), label, timed ? elapsedOf(call) : null);
}

/** Return for how long a call has had its status, going on; null for a call that has ended. */
export function elapsedOf(call) {
  const since = call.status_since ?? call.updated_at;
  return isTerminal(call.status) || !since ? null : el("span", { class: "elapsed", dataset: { since } }, lasting(secondsSince(since)));
}

/** Return in a few words why a call is where it is, or null. */
export function reasonOf(call) {
  if (call.failure) return call.failure.message;
  if (call.status_reason === "budget") return "Today's budget has no room for it. Goes on at 00:00 UTC.";
  return call.status_reason ? `Parked: ${call.status_reason.replaceAll("_", " ")}` : null;
}

/** Keep the elapsed times under `root` going. */
export function tickElapsed(root = document) {
  return setInterval(() => {
    for (const place of root.querySelectorAll(".elapsed[data-since]")) {
      place.textContent = lasting(secondsSince(place.dataset.since));
    }
  }, 1000);
}
