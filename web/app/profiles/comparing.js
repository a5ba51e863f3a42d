// A dialog that compares two versions, or a version with what is being written.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { sentenceOf } from "../shell.js";
import { profilePath } from "./addresses.js";
import { openDialog } from "../dialog.js";
import { answerChanges } from "./answerchanges.js";
import { differences, shownDifferences } from "./differences.js";
import { fieldOf, select } from "../fields.js";

const WRITTEN = "written";

/**
 * Compare `from` with `to`; `written()` is the document in the form, offered where it has changes,
 * and chosen where both are the same version.
 */
export function compareVersions({ profileId, versions, from, to, written = null }) {
  const options = versions.map(({ version, current }) => [String(version), `Version ${version}${current ? " (current)" : ""}`]);
  if (written) options.unshift([WRITTEN, "Your changes, not saved"]);
  if (options.length < 2) return openDialog({ title: "Differences", parts: [el("p", {}, "There is only one version yet, and nothing in it was changed: there is nothing to compare it with.")] });
  const [before, after] = [select(options, String(from)), select(options, from === to && written ? WRITTEN : String(to))];
  const result = el("div", { class: "result", "aria-live": "polite", tabindex: "0", role: "region", "aria-label": "Differences" });
  const documentOf = (value) => (value === WRITTEN ? written() : get(profilePath(profileId, "versions", value)));
  const show = async () => {
    try {
      const [one, other] = await Promise.all([documentOf(before.value), documentOf(after.value)]);
      const saved = before.value !== after.value && ![before.value, after.value].includes(WRITTEN);
      fill(result, shownDifferences(differences(one, other)), saved ? answerChanges(profileId, before.value, after.value) : null);
    } catch (error) {
      fill(result, el("p", { class: "notice bad" }, sentenceOf(error)));
    }
  };
  for (const chosen of [before, after]) chosen.addEventListener("change", show);
  const pair = el("div", { class: "grid two" }, fieldOf("", "From", before).element, fieldOf("", "To", after).element);
  openDialog({ title: "Differences", parts: [pair, result], wide: true });
  return show();
}
