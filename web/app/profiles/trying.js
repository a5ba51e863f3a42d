// Try a version on a call: choose a finished one, and have it analyzed again with that version.

import { get, post, Problem } from "../api.js";
import { el, fill } from "../dom.js";
import { clock, moment } from "../format.js";
import { sentenceOf } from "../shell.js";
import { openDialog } from "../dialog.js";
import { fieldOf, input } from "../fields.js";

const SHOWN = 20;
const WAIT = 300;

/** Offer recent completed calls; the chosen one is analyzed again, and its page opens. */
export function tryOnCall(profileId, version, unsaved) {
  const found = el("fieldset", { class: "choices" });
  const search = fieldOf("q", "Search", input("", { type: "search" }), "In file names, customers, agents and topics.");
  let [timer, latest] = [null, 0];
  const load = async () => {
    const mine = (latest += 1);
    const shown = await choices(search.control.value.trim());
    if (mine === latest) fill(found, el("legend", {}, "Completed calls, newest first"), shown);
  };
  search.control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, WAIT);
  });
  openDialog({
    title: `Try version ${version} on a call`,
    yes: "Analyze again",
    parts: [
      el("p", {}, "The call is analyzed again, which is paid again; its transcript stays. The earlier analysis is kept in its history."),
      unsaved ? el("p", { class: "notice warn" }, "Your changes are not saved, so they are not part of this. Save them first to try them.") : null,
      search.element,
      found,
    ],
    act: () => analyzed(found, profileId, version),
  });
  return load();
}

async function choices(q) {
  try {
    const { calls } = await get("calls", { status: "Completed", limit: SHOWN, q });
    return calls.length ? calls.map(choice) : el("p", { class: "muted" }, "No completed call fits.");
  } catch (error) {
    return el("p", { class: "notice bad" }, sentenceOf(error));
  }
}

function choice(call, place) {
  const about = [call.customer, call.agent].filter(Boolean).join(" · ");
  return el(
    "label",
    { class: "choice" },
    el("input", { type: "radio", name: "call", value: call.call_id, checked: place === 0 }),
    el("span", {}, el("strong", {}, call.file_name ?? call.call_id), el("span", { class: "muted small" }, moment(call.created_at), ` · ${clock(call.duration_seconds)}`, about ? ` · ${about}` : "")),
  );
}

async function analyzed(found, profileId, version) {
  const chosen = found.querySelector("input:checked")?.value;
  if (!chosen) throw new Problem({ detail: "Choose a call first." });
  await post(`calls/${encodeURIComponent(chosen)}/reruns`, { from: "analyze", profile_id: profileId, profile_version: version });
  location.assign(`call.html?${new URLSearchParams({ id: chosen })}`);
}
