// The questions before calls are run or analyzed again; each says what will be paid.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { loadProfiles, offerProfiles } from "./profiles.js";

const FROM = [
  ["persist", "Go on where it stopped", "Finished steps are kept; only what is missing is done and paid."],
  ["analyze", "From the analysis", "The questions are asked and paid again; the transcript is kept."],
  ["transcribe", "From the transcription", "Transcript and analysis are made and paid again."],
  ["fetch_audio", "From the start", "Everything is done and paid again."],
];

function asked(title, parts, yes, answer) {
  return new Promise((resolve) => {
    const actions = el("div", { class: "actions" }, el("button", { class: "button", value: "no", formnovalidate: true }, "Cancel"), el("button", { class: "button primary", value: "yes" }, yes));
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "rerun-title" }, el("form", { method: "dialog" }, el("h2", { id: "rerun-title" }, title), parts, actions));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? answer() : null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

const many = (ids) => `${ids.length} ${ids.length === 1 ? "call" : "calls"}`;

/** Ask from which step calls are run again; resolves to the request, or null. */
export function askRerun(ids) {
  const choices = FROM.map(([step, label, text], at) => {
    const id = `from-${step}`;
    return el("div", { class: "option" }, el("input", { type: "radio", name: "from", id, value: step, checked: at === 0, "aria-describedby": `${id}-text` }), el("label", { for: id }, label), el("p", { class: "muted small", id: `${id}-text` }, text));
  });
  const group = el("fieldset", { class: "options" }, el("legend", { class: "told" }, "From which step"), choices);
  return asked(`Re-run ${many(ids)}`, group, "Re-run", () => ({ from: group.querySelector(":checked").value }));
}

/** Ask with which profile calls are analyzed again; resolves to the request, or null. */
export function askReanalyze(ids) {
  const profile = el("select", { id: "again-profile" }, el("option", { value: "" }, "The profile of each call"));
  const version = el("select", { id: "again-version" }, el("option", { value: "" }, "Current version"));
  loadProfiles().then((profiles) => offerProfiles(profile, "The profile of each call", profiles));
  profile.addEventListener("change", () => offerVersions(version, profile));
  const parts = [
    el("p", {}, "The questions are asked and paid again; the transcripts are kept."),
    el("div", { class: "field" }, el("label", { for: profile.id }, "Profile"), profile),
    el("div", { class: "field" }, el("label", { for: version.id }, "Version"), version),
  ];
  return asked(`Re-analyze ${many(ids)}`, parts, "Re-analyze", () => ({
    from: "analyze",
    ...(profile.value ? { profile_id: profile.value } : {}),
    ...(version.value ? { profile_version: Number(version.value) } : {}),
  }));
}

/** Offer the versions of the profile chosen; an answer that comes after another choice is too late. */
async function offerVersions(select, profile) {
  const profileId = profile.value;
  const offer = (versions) => fill(select, el("option", { value: "" }, "Current version"), versions.map(({ version, current }) => el("option", { value: String(version) }, `Version ${version}${current ? " (current)" : ""}`)));
  offer([]);
  if (!profileId) return;
  const { versions } = await get(`profiles/${encodeURIComponent(profileId)}/versions`).catch(() => ({ versions: [] }));
  if (profile.value === profileId) offer(versions);
}
