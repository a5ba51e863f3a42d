// One profile: its versions beside the form of the one that is shown.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { toast } from "../shell.js";
import { profileAddress, profilePath } from "./addresses.js";
import { compareVersions } from "./comparing.js";
import { askForNewProfile } from "./copying.js";
import { reportsBeside } from "./evaluations.js";
import { profileForm } from "./form.js";
import { savingBar } from "./saving.js";
import { tryOnCall } from "./trying.js";
import { versionList } from "./versions.js";

/** Show the profile that the address asks for. */
export async function showProfile(content, asked, mayWrite) {
  const profileId = asked.get("id");
  const path = asked.has("version") ? profilePath(profileId, "versions", asked.get("version")) : profilePath(profileId);
  const [profile, { versions }] = await Promise.all([get(path), get(profilePath(profileId, "versions"))]);
  versions.sort((one, other) => other.version - one.version);
  document.title = `${profile.name} · CallInsight`;
  const current = versions.find((one) => one.current)?.version;
  fill(content, ...partsOf(profile, versions, await reportsBeside(profileId, current), mayWrite));
  tellWhatHappened(asked, profile);
}

function partsOf(profile, versions, reports, mayWrite) {
  const { profile_id: profileId, version } = profile;
  let saving = null;
  const form = profileForm(profile, () => saving?.changed());
  saving = savingBar({ form, profile, versions });
  const compare = (other) => compareVersions({ profileId, versions, ...inOrder(other, version), written: saving.isChanged() ? form.read : null });
  const list = versionList({ profileId, versions, reports, shown: version, mayWrite, compare, leaving: saving.leave });
  if (!mayWrite) readOnly(form.element);
  return [
    heading(profile, versions, mayWrite, saving),
    el("div", { class: "columns" }, list, el("div", { class: "editing" }, form.element, mayWrite ? saving.element : null)),
  ];
}

const inOrder = (one, other) => ({ from: Math.min(one, other), to: Math.max(one, other) });

function heading(profile, versions, mayWrite, saving) {
  const { profile_id: profileId, version, name } = profile;
  const current = versions.some((one) => one.version === version && one.current);
  const copy = async () => askForNewProfile((await get("profiles")).profiles, profileId);
  return el(
    "div",
    { class: "heading" },
    el("div", {}, el("a", { class: "small", href: "profiles.html" }, "All profiles"), el("h1", {}, name), el("p", { class: "facts" }, el("code", { class: "muted" }, profileId), el("span", { class: `chip${current ? " default" : " warn"}` }, `Version ${version}${current ? ", current" : ", not current"}`))),
    mayWrite
      ? el("div", { class: "actions" }, button("Copy", { symbol: "plus", on: { click: copy } }), button("Try on a call", { symbol: "play", on: { click: () => tryOnCall(profileId, version, saving) } }))
      : el("p", { class: "muted small" }, "You may read profiles, not change them."),
  );
}

/** Everything stays readable and can be reached with the keyboard; nothing can be pressed. */
function readOnly(element) {
  for (const pressed of element.querySelectorAll("button")) pressed.remove();
  for (const control of element.querySelectorAll("input, textarea, select")) {
    if (control.matches("select, [type='checkbox']")) control.disabled = true;
    else control.readOnly = true;
  }
}

/** Tell what was done before the page was loaded again, once. */
function tellWhatHappened(asked, { profile_id: profileId, version }) {
  if (asked.has("saved")) toast(`Saved as version ${asked.get("saved")}.${asked.has("kept") ? " It is evaluated before calls use it: the golden set has labels of this profile." : ""}`);
  if (asked.has("current")) toast(`Version ${asked.get("current")} is current.`);
  if (!asked.has("saved") && !asked.has("current")) return;
  history.replaceState(null, "", profileAddress(profileId, asked.has("version") ? { version } : {}));
}
