// Which calls another recording can help, and the way to give them one.

import { el, icon } from "../dom.js";

const OTHERS = ["transcript_invalid", "upload_expired"];

/** Say whether a call failed because its recording was bad, or never came. */
export const wantsRecording = ({ status, failure }) => status === "Failed" && Boolean(failure) && (failure.code.startsWith("recording_") || OTHERS.includes(failure.code));

/** Say whether no re-run mends a call, because its file itself is bad. */
export const isBeyondRerun = (call) => call?.status === "Failed" && call.failure?.step === "fetch_audio" && call.failure.retryable === false;

/** Return the address where a call is given another recording. */
export const replacePageOf = (callId) => `index.html?replace=${encodeURIComponent(callId)}`;

/** Return the link that gives a call another recording; null where that is no help. */
export function replaceLink(call, kind = "") {
  if (!wantsRecording(call)) return null;
  return el("a", { class: kind, href: replacePageOf(call.call_id), dataset: { replace: call.call_id } }, icon("upload"), "Replace recording");
}

/** Hear of those links on the page that can do it without leaving. */
export function hearReplaceLinks(onReplace) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-replace]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onReplace(link.dataset.replace);
  });
}
