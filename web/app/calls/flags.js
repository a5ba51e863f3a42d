// The small marks a call may carry, and what each of them means.

import { el } from "../dom.js";
import { words } from "../format.js";

export const FLAGS = {
  draft: { label: "Draft", text: "The words were hard to make out: read the transcript as a draft." },
  unanswered: { label: "Unanswered", text: "Some questions of the profile have no answer." },
  unverified: { label: "Unverified", text: "Something in the analysis is not borne out by the words of the call." },
  stale: { label: "Stale", text: "The transcript or its roles changed after the analysis: run analyze again." },
  profile_fallback: { label: "Other profile", text: "The profile that was asked for does not exist; the default was used." },
  roles_unsure: { label: "Roles unsure", text: "Who is the agent and who the customer is only a guess." },
  held: { label: "On hold", text: "It is under a legal hold: nobody can delete it.", tone: "info" },
  failed_check: { label: "Failed check", text: "A check of the profile failed.", tone: "bad" },
};

/** Return a call's flags as chips that explain themselves. */
export function flagChips(call) {
  return (call.flags ?? []).map((flag) => {
    const { label, text, tone = "warn" } = FLAGS[flag] ?? { label: words(flag), text: "" };
    return el("span", { class: `chip ${tone}`, title: text }, label, text ? el("span", { class: "told" }, `: ${text}`) : null);
  });
}
