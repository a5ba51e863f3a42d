// What a person may do with a call. Each asks first where something is paid or lost.

import { patch, post, remove, request } from "../api.js";
import { button, el } from "../dom.js";
import { openDialog } from "../dialog.js";
import { saveAs } from "../download.js";
import { askErase } from "../erasing.js";
import { toastProblem } from "../shell.js";

/** Do something, and tell why if it cannot be done; returns whether it was. */
async function tried(work) {
  try {
    await work();
    return true;
  } catch (error) {
    toastProblem(error);
    return false;
  }
}

/** Exchange agent and customer. */
export async function swapRoles(callId, done) {
  if (await tried(() => patch(`calls/${callId}`, { swap_roles: true }))) done("Agent and customer are exchanged.");
}

/** Go on at the step that failed; nothing finished is paid again, so nobody is asked. */
export async function resume(callId, done) {
  if (await tried(() => post(`calls/${callId}/reruns`, { from: "persist" }))) done("The call is queued again.");
}

/** Delete a call for ever, after asking; then go to the list. */
export async function erase(callId) {
  const yes = await askErase("this call");
  if (yes && (await tried(() => remove(`calls/${callId}`)))) location.assign("index.html");
}

/** Save an answer of the API as a file. */
export function download(path, query, name) {
  return tried(async () => saveAs(await (await request(path, { query })).blob(), name));
}

const TRANSCRIPTS = [["txt", "Transcript as text"], ["srt", "Transcript as SRT"], ["vtt", "Transcript as WebVTT"], ["json", "Transcript as JSON"]];
const ROWS = [["csv", "This call as CSV"], ["jsonl", "This call as JSON lines"]];

/** Return what can be downloaded of a call, as the entries of a menu. */
export function downloadsOf(call) {
  const { call_id: id } = call;
  const rows = ROWS.map(([format, label]) => [label, () => download("calls/export", { format, call_id: id }, `${id}.${format}`)]);
  if (!call.transcript) return rows;
  const transcripts = TRANSCRIPTS.map(([format, label]) => [label, () => download(`calls/${id}/transcript`, { format }, `${id}.${format}`)]);
  return [...transcripts, null, ...rows];
}

/** Edit the metadata of a call; an empty value takes the name away. */
export function editMetadata(call, done) {
  const rows = el("div", { class: "metadata" }, el("div", { class: "row muted small", "aria-hidden": "true" }, el("span", {}, "Name"), el("span", {}, "Value")));
  const add = (name = "", value = "") => rows.append(el("div", { class: "row" }, el("input", { "aria-label": "Name", value: name, pattern: "[A-Za-z0-9_.\\-]{1,64}", readonly: name !== "" }), el("input", { "aria-label": name ? `Value of ${name}` : "Value", value, maxlength: 1024 })));
  for (const [name, value] of Object.entries(call.metadata)) add(name, value);
  add();
  const act = async () => {
    const metadata = changesIn(rows, call.metadata);
    if (!Object.keys(metadata).length) return;
    await patch(`calls/${call.call_id}`, { metadata });
    done("The metadata is saved.");
  };
  const more = button("Add a line", { symbol: "plus", kind: "small", on: { click: () => add() } });
  openDialog({ title: "Edit metadata", yes: "Save", parts: [rows, el("div", {}, more), el("p", { class: "muted small" }, "An empty value takes the name away.")], act });
}

function changesIn(rows, known) {
  const written = [...rows.querySelectorAll(".row:has(input)")].map(({ children: [name, value] }) => [name.value.trim(), value.value || null]);
  return Object.fromEntries(written.filter(([name, value]) => name && value !== (known[name] ?? null)));
}
