// What doing calls again will cost, told in the question before it is done.

import { post } from "./api.js";
import { el } from "./dom.js";
import { money } from "./format.js";

const MOST_CALLS = 1000;
const counted = (number) => `${number} ${number === 1 ? "call" : "calls"}`;

/**
 * Return a line about the cost for `callIds`, and `tell(wanted)`, which looks what a request for each of
 * them would cost. What comes late, after another request, is dropped; without an answer nothing is said.
 */
export function costLine(callIds) {
  const element = el("p", { class: "estimate", role: "status", hidden: true });
  let asked = 0;
  const show = (words) => {
    element.textContent = words;
    element.hidden = !words;
  };
  const tell = async (wanted) => {
    const mine = ++asked;
    if (callIds.length === 0 || callIds.length > MOST_CALLS) return;
    show("Looking what it will cost…");
    const words = await post("estimates", { call_ids: callIds, ...wanted }).then(costWords, () => "");
    if (mine === asked) show(words);
  };
  return { element, tell };
}

/** Say an estimate: what is unknown is said, and is never nothing. */
export function costWords({ calls, usd, unknown, free, earlier_calls: earlier }) {
  if (calls === 0) return "";
  const known = calls - unknown;
  if (free === calls) return "Free: nothing is paid.";
  if (known === 0) return earlier ? "What it will cost is not known: the model has no known price." : "What it will cost is not known: no earlier call tells.";
  const sum = money(usd);
  const paid = `${sum.startsWith("<") ? `Less than${sum.slice(1)}` : `About ${sum}`} for ${counted(known)}`;
  return `${paid}${free ? `, ${free} of them free` : ""}.${unknown ? ` What ${unknown} more will cost is not known.` : ""}`;
}
