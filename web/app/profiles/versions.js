// The versions of a profile: which is current, what differs, and making an older one current again.

import { Problem, put } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el } from "../dom.js";
import { fieldOf, input } from "../fields.js";
import { moment } from "../format.js";
import { confirmed, toastProblem } from "../shell.js";
import { profileAddress, profilePath } from "./addresses.js";
import { evaluateButton, verdictOf } from "./evaluations.js";

const GATE = new Set(["profile_worse", "profile_not_evaluated"]);

/** Return the list of versions, newest first; `compare(version)` opens the differences to it. */
export function versionList({ profileId, versions, reports, shown, mayWrite, compare, leaving }) {
  const entry = ({ version, name, current, author, created_at: at }) =>
    el(
      "li",
      { class: version === shown ? "version shown" : "version" },
      el("a", { href: profileAddress(profileId, { version }), "aria-current": version === shown ? "true" : null }, `Version ${version}`),
      current ? el("span", { class: "chip default" }, "Current") : null,
      current ? null : verdictOf(reports.get(version)),
      el("span", { class: "muted small called" }, name),
      author || at ? el("span", { class: "muted small called" }, author ?? "", author && at ? ", " : "", at ? moment(at) : "") : null,
      el("div", { class: "actions" }, version === shown && (versions.length > 1 || !mayWrite) ? null : named("Differences", ` of version ${version}`, () => compare(version)), current || !mayWrite ? null : evaluateButton(profileId, version), current || !mayWrite ? null : named("Make current", ` version ${version}`, () => makeCurrent(profileId, version, leaving))),
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
    if (error instanceof Problem && GATE.has(error.code)) insist(profileId, version, error, leaving);
    else toastProblem(error);
  }
}

/** The golden set speaks against the version: whoever uses it all the same says why. */
function insist(profileId, version, { message }, leaving) {
  const reason = fieldOf("reason", "Why it is used all the same", input("", { required: true, maxlength: 500 }), "It is noted in the audit.");
  const act = async () => {
    await put(profilePath(profileId, "current"), { version, force: true, reason: reason.control.value });
    leaving(profileAddress(profileId, { current: version }));
  };
  openDialog({ title: `Version ${version} has not passed`, yes: "Make it current anyway", parts: [el("p", {}, message), reason.element], act });
}
