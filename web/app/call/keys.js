// The keyboard of the call page, and the list of it.

import { showKeyList } from "../keylist.js";

const LISTED = [["Space", "play or pause"], ["← →", "5 seconds back or on"], ["/", "search the transcript"], ["[ ]", "previous or next claim"], ["?", "this list"]];

/** Do what the keys say, except where a person types or a control uses the key itself. */
export function listenToKeys({ toggle, step, search, claim }) {
  const does = { " ": toggle, ArrowLeft: () => step(-1), ArrowRight: () => step(1), "/": search, "[": () => claim(-1), "]": () => claim(1), "?": showKeys };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !does[event.key]) return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, textarea, select")) return;
    if ([" ", "ArrowLeft", "ArrowRight"].includes(event.key) && event.target.closest("button, a, summary, [role=tab], [role=slider]")) return;
    event.preventDefault();
    does[event.key]();
  });
}

/** Show which keys there are. */
export const showKeys = () => showKeyList(LISTED);
