// Try a version, or what is not saved yet, on a call: choose a finished one, and have it analyzed again.

import { get, post, Problem } from "../api.js";
import { el, fill } from "../dom.js";
import { clock, moment } from "../format.js";
import { sentenceOf } from "../shell.js";
import { openDialog } from "../dialog.js";
import { fieldOf, input } from "../fields.js";

const SHOWN = 20;
const WAIT = 300;

/**
 * Offer recent completed calls; the chosen one is analyzed again, and its page opens. Changes that
 * `saving` has not saved become a version first, which is not current.
 */
export function tryOnCall(profileId, version, saving) {
  const unsaved = saving.isChanged();
  let tried = unsaved ? null : version;
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
    title: unsaved ? "Try your changes on a call" : `Try version ${version} on a call`,
    yes: unsaved ? "Save and analyze again" : "Analyze again",
    parts: [
      el("p", {}, "The call is analyzed again, which is paid again; its transcript stays. The earlier analysis is kept in its history."),
      unsaved ? el("p", { class: "notice warn" }, `Your changes are saved as version ${saving.next}, which is not current: new calls go on with the one that is.`) : null,
      search.element,
      found,
    ],
    act: async () => {
      const callId = chosenIn(found);
      // A second attempt, after the call could not be queued, saves nothing twice.
      tried ??= await savedAside(saving);
      await post(`calls/${encodeURIComponent(callId)}/reruns`, { from: "analyze", profile_id: profileId, profile_version: tried });
      saving.leave(`call.html?${new URLSearchParams({ id: callId })}`);
    },
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

function chosenIn(found) {
  const chosen = found.querySelector("input:checked")?.value;
  if (!chosen) throw new Problem({ detail: "Choose a call first." });
  return chosen;
}

async function savedAside(saving) {
  const version = await saving.saveAside();
  if (version === null) throw new Problem({ detail: "Something in your changes is wrong.", hint: "It is told at its field: close this, and correct it." });
  return version;
}
