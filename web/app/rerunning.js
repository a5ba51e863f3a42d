// The questions before calls are done again: from which step, or with which profile and version.

import { get } from "./api.js";
import { el, fill } from "./dom.js";
import { openDialog } from "./dialog.js";
import { costLine } from "./estimate.js";
import { fieldOf, select } from "./fields.js";
import { STEPS } from "./call/steps.js";

/**
 * Ask from which step, `chosen` first, with a `warning` if there is one; what it costs for `callIds` is told,
 * and `act` is given the request for each call.
 */
export function askRerun({ title, yes, callIds = [], chosen = "persist", warning = null, act }) {
  const choices = [...STEPS].reverse().map(({ name, again, price }) => {
    const id = `from-${name}`;
    return el("div", { class: "choice" }, el("input", { type: "radio", name: "from", id, value: name, checked: name === chosen, "aria-describedby": `${id}-price` }), el("div", {}, el("label", { for: id }, again), el("p", { class: "muted small", id: `${id}-price` }, price)));
  });
  const group = el("fieldset", { class: "choices" }, el("legend", { class: "told" }, "From which step"), choices);
  const cost = costLine(callIds);
  const request = () => ({ from: group.querySelector(":checked").value });
  group.addEventListener("change", () => cost.tell(request()));
  openDialog({ title, yes, parts: [warning ? el("p", { class: "notice warn" }, warning) : null, group, cost.element], act: () => act(request()) });
  void cost.tell(request());
}

/**
 * Ask with which profile, and which version of it; what it costs for `callIds` is told, and `act` is given
 * the request for each call.
 * `profileId` is chosen first: without one, each call keeps its own unless another is chosen.
 */
export async function askReanalyze({ title, callIds = [], profileId = "", act }) {
  const { profiles } = await get("profiles").catch(() => ({ profiles: [] }));
  const own = profileId ? [] : [["", "The profile of each call"]];
  const named = profiles.map(({ profile_id: id, name }) => [id, name && name !== id ? `${name} (${id})` : id]);
  const profile = fieldOf("profile_id", "Profile", select([...own, ...named], profileId));
  const version = fieldOf("profile_version", "Version", select([], ""));
  const cost = costLine(callIds);
  const request = () => ({
    from: "analyze",
    ...(profile.control.value ? { profile_id: profile.control.value } : {}),
    ...(version.control.value ? { profile_version: Number(version.control.value) } : {}),
  });
  const offer = () => offerVersions(version, profile).then(() => cost.tell(request()));
  profile.control.addEventListener("change", offer);
  version.control.addEventListener("change", () => cost.tell(request()));
  const fields = profiles.length ? [profile.element, version.element] : [];
  const price = el("p", {}, "The analysis is paid again; the transcript is kept. The present analysis stays in the history.");
  openDialog({ title, yes: "Re-analyze", parts: [price, fields, cost.element], act: () => act(request()) });
  await offer();
}

/** Offer the versions of a profile; nothing can be chosen before they are known. */
async function offerVersions({ control }, { control: { value: profileId } }) {
  control.disabled = true;
  control.dataset.of = profileId;
  const none = { versions: [] };
  const { versions } = profileId ? await get(`profiles/${encodeURIComponent(profileId)}/versions`).catch(() => none) : none;
  if (control.dataset.of !== profileId || !control.disabled) return; // asked again meanwhile
  const told = versions.map(({ version, current }) => el("option", { value: String(version), selected: current }, `Version ${version}${current ? " (current)" : ""}`));
  fill(control, told.length ? told : el("option", { value: "" }, "Current version"));
  control.disabled = false;
}
