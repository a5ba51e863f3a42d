// A new profile, from a copy of another one.

import { get, post, Problem } from "../api.js";
import { el } from "../dom.js";
import { openDialog } from "../dialog.js";
import { profileAddress, profilePath } from "./addresses.js";
import { fieldOf, input, select } from "../fields.js";

const FIRST = { prompts: { summary: "What happened in this call? At most three sentences." } };

/** Ask for the id and the name of a new profile, and what it is a copy of; then open it. */
export function askForNewProfile(profiles, copied) {
  const source = select(profiles.map(({ profile_id, name }) => [profile_id, name]), copied ?? profiles[0]?.profile_id);
  const id = fieldOf("profile_id", "Id", input("", { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]{0,63}", spellcheck: "false" }), "Letters, digits, _ and -. It stays as it is; calls name the profile by it.");
  const name = fieldOf("name", "Name", input("", { required: true, maxlength: 200 }), "What people read.");
  openDialog({
    title: "New profile",
    yes: "Make it",
    parts: [profiles.length ? fieldOf("source", "A copy of", source).element : null, id.element, name.element],
    act: async () => {
      const wanted = id.control.value.trim();
      if (profiles.some((profile) => profile.profile_id === wanted)) {
        throw new Problem({ detail: "There is a profile with this id already.", hint: "Choose another one." });
      }
      const document = { ...(await copyOf(source.value)), name: name.control.value.trim() };
      await post(profilePath(wanted, "versions"), { ...document, make_current: true });
      location.assign(profileAddress(wanted, { saved: 1 }));
    },
  });
}

async function copyOf(profileId) {
  if (!profileId) return FIRST;
  const { profile_id, version, ...document } = await get(profilePath(profileId));
  return document;
}
