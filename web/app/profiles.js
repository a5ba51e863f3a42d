// The profiles page: all of them, or one (?id=..., an older version with &version=...).

import { Problem } from "./api.js";
import { el, fill } from "./dom.js";
import { showProfiles } from "./profiles/all.js";
import { showProfile } from "./profiles/one.js";
import { openShell, sentenceOf } from "./shell.js";

const content = document.getElementById("content");

function shownInstead(error) {
  const off = error instanceof Problem && error.code === "profiles_disabled";
  const words = off
    ? "Profiles are switched off here (USE_PROFILES=false): every call is asked the same built-in questions."
    : sentenceOf(error);
  fill(
    content,
    el("h1", {}, "Profiles"),
    el("p", { class: `notice${off ? "" : " bad"}`, role: off ? null : "alert" }, words),
    el("p", {}, el("a", { href: "profiles.html" }, "All profiles")),
  );
}

const asked = new URLSearchParams(location.search);
const me = await openShell();
try {
  if (asked.has("id")) await showProfile(content, asked, me.may("write"));
  else await showProfiles(content, me.may("write"));
} catch (error) {
  shownInstead(error);
}
