// Saving what was written as a new version, and not losing it before.

import { post } from "../api.js";
import { button, el } from "../dom.js";
import { toastProblem } from "../shell.js";
import { profileAddress, profilePath } from "./addresses.js";
import { checkbox } from "../fields.js";
import { showProblems, validation } from "./validation.js";

/**
 * Return the bar below the form. `changed()` is to be called after each change, `isChanged()` says
 * whether something is not saved, `leave(address)` goes on without a warning.
 */
export function savingBar({ form, profile, versions }) {
  const { profile_id: profileId, version } = profile;
  const next = Math.max(...versions.map((one) => one.version)) + 1;
  const before = JSON.stringify(form.read());
  const isChanged = () => JSON.stringify(form.read()) !== before || form.problems().length > 0;
  const parts = barParts(next);
  const check = validation({ form, identity: { profile_id: profileId, version }, elsewhere: parts.elsewhere, told: (problems) => parts.tell(isChanged(), problems) });
  const warn = (event) => isChanged() && event.preventDefault();
  addEventListener("beforeunload", warn);
  const leave = (address) => {
    removeEventListener("beforeunload", warn);
    location.assign(address);
  };
  const changed = () => {
    parts.tell(isChanged(), null);
    check.soon();
  };
  parts.save.addEventListener("click", () => saved({ form, check, parts, profileId, leave }));
  parts.discard.addEventListener("click", () => leave(location.href));
  parts.tell(false, []);
  return { element: parts.element, changed, isChanged, leave };
}

function barParts(next) {
  const state = el("p", { class: "state", role: "status" });
  const elsewhere = el("ul", { class: "notice bad", hidden: true });
  const current = checkbox(true);
  const save = button(`Save as version ${next}`, { symbol: "check", kind: "primary" });
  const discard = button("Discard", {});
  const element = el("div", { class: "saving" }, elsewhere, state, el("label", { class: "ticked" }, current, el("span", {}, "Make it current")), discard, save);
  const tell = (changed, problems) => {
    save.disabled = discard.disabled = !changed;
    if (!changed) state.textContent = "No changes";
    else if (problems?.length) state.textContent = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    else state.textContent = "Not saved";
    state.classList.toggle("bad", changed && Boolean(problems?.length));
  };
  return { element, elsewhere, current, save, discard, tell };
}

async function saved({ form, check, parts, profileId, leave }) {
  try {
    if ((await check.now()).length) return focusProblem(form);
    const { profile_id, version, ...document } = form.read();
    const made = await post(profilePath(profileId, "versions"), { ...document, make_current: parts.current.checked });
    leave(profileAddress(profileId, { saved: made.version, ...(parts.current.checked ? {} : { version: made.version }) }));
  } catch (error) {
    if (error.field) showProblems(form, [{ field: error.field, message: error.message }], parts.elsewhere);
    toastProblem(error);
  }
}

function focusProblem(form) {
  form.fields().find(({ control }) => control.getAttribute("aria-invalid"))?.control.focus();
}
