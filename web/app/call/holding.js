// A legal hold on the page of its call: why it is held, and what sets and lifts it.

import { put, remove } from "../api.js";
import { openDialog } from "../dialog.js";
import { el } from "../dom.js";
import { moment } from "../format.js";
import { confirmed, toastProblem } from "../shell.js";

/** Return the notice of a held call; null for another. */
export function holdPanel({ hold }) {
  if (!hold) return null;
  const since = el("p", { class: "muted small" }, "Since ", moment(hold.at), `, by ${hold.author}. Nobody can delete it until it is released.`);
  return el("section", { class: "notice hold", "aria-labelledby": "hold" }, el("h2", { id: "hold" }, "This call is on hold"), el("p", {}, hold.reason), since);
}

/** Return what an administrator may do about the hold of a call. */
export function holding(callId, done) {
  return { hold: () => askHold(callId, done), release: () => askRelease(callId, done) };
}

function askHold(callId, done) {
  const reason = el("textarea", { id: "hold-reason", required: true, maxlength: 500, rows: 3 });
  const field = el("div", { class: "field" }, el("label", { for: "hold-reason" }, "Why it must be kept"), reason);
  const text = el("p", { class: "muted small" }, "Everybody who may read the call reads the reason. Until it is released nobody can delete the call, and its age does not.");
  const act = async () => {
    await put(`calls/${callId}/hold`, { reason: reason.value.trim() });
    done("The call is on hold.");
  };
  openDialog({ title: "Put this call on hold", yes: "Put on hold", parts: [field, text], act });
}

async function askRelease(callId, done) {
  const text = "It can be deleted again. If it is older than its profile allows, it is deleted soon.";
  if (!(await confirmed({ title: "Release this call?", text, yes: "Release" }))) return;
  try {
    await remove(`calls/${callId}/hold`);
    done("The call is released.");
  } catch (error) {
    toastProblem(error);
  }
}
