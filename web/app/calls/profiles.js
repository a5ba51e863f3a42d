// The profiles a person may choose from.

import { get } from "../api.js";
import { el, fill } from "../dom.js";

/** Return the profiles, or none where this deployment has none or they cannot be read now. */
export async function loadProfiles() {
  const answer = await get("profiles").catch(() => ({ profiles: [] }));
  return answer.profiles;
}

/** Put `profiles` into a choice, after its first option, and keep what was chosen. */
export function offerProfiles(select, first, profiles) {
  const chosen = select.dataset.wanted ?? select.value;
  const known = profiles.some((profile) => profile.profile_id === chosen);
  const others = chosen && !known ? [el("option", { value: chosen }, chosen)] : [];
  const options = profiles.map(({ profile_id: id, name }) => el("option", { value: id }, name && name !== id ? `${name} (${id})` : id));
  fill(select, el("option", { value: "" }, first), options, others);
  select.value = chosen;
}
