// What a person may do with a call. Each asks first where something is paid or lost.

import { get, patch, post, remove, request } from "../api.js";
import { button, el, fill } from "../dom.js";
import { confirmed, sentenceOf, toast, toastProblem } from "../shell.js";
import { STEPS } from "./processing.js";

/** Do something and tell how it went; returns whether it did. */
async function tried(work, done) {
  try {
    await work();
    if (done) toast(done);
    return true;
  } catch (error) {
    toastProblem(error);
    return false;
  }
}

/** Run a call again from a step, after saying what will be paid. */
export async function rerun(callId, step) {
  const [, label, price] = STEPS.find(([name]) => name === step);
  if (step !== "persist" && !(await confirmed({ title: `Run again from “${label}”?`, text: price, yes: "Run again" }))) return false;
  return tried(() => post(`calls/${callId}/reruns`, { from: step }), "The call is queued again.");
}

/** Exchange agent and customer. */
export const swapRoles = (callId) => tried(() => patch(`calls/${callId}`, { swap_roles: true }), "Agent and customer are exchanged.");

/** Delete a call for ever, after asking; then go to the list. */
export async function erase(callId) {
  const yes = await confirmed({ title: "Delete this call?", text: "Recording, transcript and analyses are deleted for ever.", yes: "Delete", danger: true });
  if (yes && (await tried(() => remove(`calls/${callId}`)))) location.assign("index.html");
}

/** Save an answer of the API as a file. */
export function download(path, query, name) {
  return tried(async () => {
    const url = URL.createObjectURL(await (await request(path, { query })).blob());
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}

/** Ask for a profile, and analyze the call with it. */
export async function reanalyze(call) {
  const profiles = await get("profiles").then((answer) => answer.profiles, () => []);
  const field = el("select", { id: "profile" }, profiles.map((one) => el("option", { value: one.profile_id, selected: one.profile_id === call.profile_id }, one.name || one.profile_id)));
  const fields = profiles.length ? [el("label", { for: "profile" }, "Profile"), field] : [];
  const send = () => post(`calls/${call.call_id}/reruns`, { from: "analyze", ...(field.value ? { profile_id: field.value } : {}) });
  return asked("Re-analyze", [el("p", {}, "The analysis is paid again; the transcript is kept."), ...fields], "Re-analyze", send);
}

/** Edit the metadata of a call; an empty value takes the name away. */
export async function editMetadata(call) {
  const rows = el("div", { class: "metadata" });
  const add = (name = "", value = "") => rows.append(el("div", { class: "row" }, el("input", { "aria-label": "Name", value: name, pattern: "[A-Za-z0-9_.\\-]{1,64}", readonly: name !== "" }), el("input", { "aria-label": name ? `Value of ${name}` : "Value", value, maxlength: 1024 })));
  for (const [name, value] of Object.entries(call.metadata)) add(name, value);
  add();
  const changes = () => Object.fromEntries([...rows.children].map(({ children: [name, value] }) => [name.value.trim(), value.value || null]).filter(([name, value]) => name && (value !== null || name in call.metadata)));
  const content = [rows, button("Add a line", { symbol: "plus", kind: "small", on: { click: () => add() } }), el("p", { class: "muted small" }, "An empty value takes the name away.")];
  return asked("Edit metadata", content, "Save", () => patch(`calls/${call.call_id}`, { metadata: changes() }));
}

/** Show a dialog whose button does something; it stays open, and says why, while that fails. */
function asked(title, content, yes, work) {
  return new Promise((resolve) => {
    const error = el("p", { class: "notice bad", role: "alert", hidden: true });
    const submit = async (event) => {
      event.preventDefault();
      try {
        await work();
        dialog.close("yes");
      } catch (problem) {
        error.hidden = false;
        fill(error, sentenceOf(problem));
      }
    };
    const actions = el("div", { class: "actions" }, button("Cancel", { on: { click: () => dialog.close("no") } }), el("button", { class: "button primary" }, yes));
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "asked-title" }, el("form", { on: { submit } }, el("h2", { id: "asked-title" }, title), content, error, actions));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
