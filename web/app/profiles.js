// The profiles page: all of them, or one (?id=..., an older version with &version=...).

import { Problem } from "./api.js";
import { el, fill } from "./dom.js";
import { showProfiles } from "./profiles/all.js";
import { showProfile } from "./profiles/one.js";
import { openShell, sentenceOf } from "./shell.js";

const content = document.getElementById("content");

// The API speaks to programs too, and its hints name commands; these are for who reads the page.
const WORDS = {
  profiles_disabled: "Profiles are switched off here (USE_PROFILES=false): every call is asked the same built-in questions.",
  profile_unknown: "There is no profile with this id, or no such version of it. The link may not be complete.",
};

function shownInstead(error) {
  const code = error instanceof Problem ? error.code : null;
  const off = code === "profiles_disabled";
  const words = WORDS[code] ?? sentenceOf(error);
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
