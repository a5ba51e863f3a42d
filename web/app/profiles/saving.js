// Saving what was written as a new version, and not losing it before.

import { get, post } from "../api.js";
import { button, el } from "../dom.js";
import { confirmed, toastProblem } from "../shell.js";
import { profileAddress, profilePath } from "./addresses.js";
import { checkbox } from "../fields.js";
import { showProblems, validation } from "./validation.js";

/**
 * Return the bar below the form. `changed()` is to be called after each change, `isChanged()` says
 * whether something is not saved, `leave(address)` goes on without a warning; `saveAside()` saves a
 * version that is not current, under the number `next` unless somebody is faster, and returns it.
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
  const saved = (isCurrent) => made({ form, check, profileId, isCurrent });
  parts.save.addEventListener("click", () => savedAndShown({ form, parts, profileId, leave, saved }));
  parts.discard.addEventListener("click", () => discarded(leave));
  parts.tell(false, []);
  return { element: parts.element, changed, isChanged, leave, next, saveAside: () => saved(false) };
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

/** Save what is written; returns the number of the new version, or null where something is wrong. */
async function made({ form, check, profileId, isCurrent }) {
  if ((await check.now()).length) return null;
  const { profile_id, version, ...document } = form.read();
  return (await post(profilePath(profileId, "versions"), { ...document, make_current: isCurrent })).version;
}

async function savedAndShown({ form, parts, profileId, leave, saved }) {
  const isCurrent = parts.current.checked;
  try {
    const version = await saved(isCurrent);
    if (version === null) return focusProblem(form);
    const isUsed = isCurrent && (await get(profilePath(profileId))).version === version;
    const kept = isCurrent && !isUsed ? { kept: 1 } : {};
    leave(profileAddress(profileId, { saved: version, ...(isUsed ? {} : { version }), ...kept }));
  } catch (error) {
    if (error.field) showProblems(form, [{ field: error.field, message: error.message }], parts.elsewhere);
    toastProblem(error);
  }
}

async function discarded(leave) {
  const text = "What you wrote since the version was opened is lost.";
  if (await confirmed({ title: "Throw your changes away?", text, yes: "Throw away", danger: true })) leave(location.href);
}

function focusProblem(form) {
  form.fields().find(({ control }) => control.getAttribute("aria-invalid"))?.control.focus();
}
