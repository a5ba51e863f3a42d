// All profiles, each with its current version.

import { get } from "../api.js";
import { button, el, fill } from "../dom.js";
import { profileAddress } from "./addresses.js";
import { askForNewProfile } from "./copying.js";

/** Show every profile, and a way to a new one for those who may write. */
export async function showProfiles(content, mayWrite) {
  const { profiles } = await get("profiles");
  const make = () => askForNewProfile(profiles, null);
  fill(
    content,
    el(
      "div",
      { class: "heading" },
      el("h1", {}, "Profiles"),
      mayWrite ? button("New profile", { symbol: "plus", kind: "primary", on: { click: make } }) : null,
    ),
    el("p", { class: "muted lead" }, "A profile says what is asked of a call, by which model, and how the call is transcribed. A call keeps the version that was current when it was queued."),
    profiles.length ? el("ul", { class: "profiles" }, profiles.map(card)) : nothing(mayWrite),
  );
}

function card(profile) {
  return el(
    "li",
    { class: "card profile" },
    el("h2", {}, el("a", { href: profileAddress(profile.profile_id) }, profile.name)),
    el("code", { class: "muted" }, profile.profile_id),
    el(
      "p",
      { class: "facts" },
      el("span", { class: "chip" }, `Version ${profile.version}`),
      el("span", { class: "chip" }, profile.openai_model),
      profile.is_default ? el("span", { class: "chip default", title: "Serves calls that ask for no other profile" }, "Default") : null,
    ),
  );
}

function nothing(mayWrite) {
  return el("p", { class: "empty" }, mayWrite ? "There is no profile yet. Make the first one." : "There is no profile yet.");
}
