// The versions of a profile: which is current, what differs, and making an older one current again.

import { put } from "../api.js";
import { button, el } from "../dom.js";
import { confirmed, toastProblem } from "../shell.js";
import { profileAddress, profilePath } from "./addresses.js";

/** Return the list of versions, newest first; `compare(version)` opens the differences to it. */
export function versionList({ profileId, versions, shown, mayWrite, compare, leaving }) {
  const entry = ({ version, name, current }) =>
    el(
      "li",
      { class: version === shown ? "version shown" : "version" },
      el("a", { href: profileAddress(profileId, { version }), "aria-current": version === shown ? "true" : null }, `Version ${version}`),
      current ? el("span", { class: "chip default" }, "Current") : null,
      el("span", { class: "muted small called" }, name),
      el("div", { class: "actions" }, version === shown && (versions.length > 1 || !mayWrite) ? null : named("Differences", ` of version ${version}`, () => compare(version)), current || !mayWrite ? null : named("Make current", ` version ${version}`, () => makeCurrent(profileId, version, leaving))),
    );
  return el("aside", { class: "card versions", "aria-labelledby": "versions-title" }, el("h2", { id: "versions-title" }, "Versions"), el("ul", {}, versions.map(entry)));
}

function named(label, rest, act) {
  const pressed = button(label, { kind: "small", on: { click: act } });
  pressed.append(el("span", { class: "told" }, rest));
  return pressed;
}

/** Let new calls use a version, after asking. */
export async function makeCurrent(profileId, version, leaving) {
  const title = `Make version ${version} current?`;
  const text = "New calls are asked what this version asks. Calls that were queued before keep the version they have.";
  if (!(await confirmed({ title, text, yes: "Make it current" }))) return;
  try {
    await put(profilePath(profileId, "current"), { version });
    leaving(profileAddress(profileId, { current: version }));
  } catch (error) {
    toastProblem(error);
  }
}
