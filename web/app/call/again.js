// The questions before a call is done again: from which step, or with which profile and version.

import { get, post } from "../api.js";
import { el, fill } from "../dom.js";
import { openDialog } from "../dialog.js";
import { fieldOf, select } from "../fields.js";
import { STEPS } from "./steps.js";

const send = (call, body) => post(`calls/${call.call_id}/reruns`, body);

/** Ask from which step a call is run again, and start it; `chosen` is ticked first. */
export function askRerun(call, chosen, done) {
  const choices = [...STEPS].reverse().map(({ name, again, price }) => {
    const id = `from-${name}`;
    return el("div", { class: "choice" }, el("input", { type: "radio", name: "from", id, value: name, checked: name === chosen, "aria-describedby": `${id}-price` }), el("div", {}, el("label", { for: id }, again), el("p", { class: "muted small", id: `${id}-price` }, price)));
  });
  const group = el("fieldset", { class: "choices" }, el("legend", { class: "told" }, "From which step"), choices);
  const act = async () => {
    await send(call, { from: group.querySelector(":checked").value });
    done("The call is queued again.");
  };
  openDialog({ title: "Run the call again", yes: "Run again", parts: [group], act });
}

/** Ask with which profile, and which version of it, a call is analyzed again, and start it. */
export async function askReanalyze(call, done) {
  const { profiles } = await get("profiles").catch(() => ({ profiles: [] }));
  const profile = fieldOf("profile_id", "Profile", select(profiles.map(({ profile_id: id, name }) => [id, name && name !== id ? `${name} (${id})` : id]), call.profile_id));
  const version = fieldOf("profile_version", "Version", select([], ""));
  const offer = () => offerVersions(version, profile);
  profile.control.addEventListener("change", offer);
  const named = () => ({ profile_id: profile.control.value, ...(version.control.value ? { profile_version: Number(version.control.value) } : {}) });
  const act = async () => {
    await send(call, { from: "analyze", ...(profiles.length ? named() : {}) });
    done("The call is analyzed again.");
  };
  const fields = profiles.length ? [profile.element, version.element] : [];
  const price = el("p", {}, "The analysis is paid again; the transcript is kept. The present analysis stays in the history.");
  openDialog({ title: "Re-analyze", yes: "Re-analyze", parts: [price, fields], act });
  if (profiles.length) await offer();
}

/** Offer the versions of a profile; nothing can be chosen before they are known. */
async function offerVersions({ control }, { control: { value: profileId } }) {
  control.disabled = true;
  control.dataset.of = profileId;
  const { versions } = await get(`profiles/${encodeURIComponent(profileId)}/versions`).catch(() => ({ versions: [] }));
  if (control.dataset.of !== profileId || !control.disabled) return; // asked again meanwhile
  fill(control, versions.map(({ version, current }) => el("option", { value: String(version), selected: current }, `Version ${version}${current ? " (current)" : ""}`)));
  control.disabled = false;
}
