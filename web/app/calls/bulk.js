// What can be done with the calls selected, all at once; the result is counted, failures are told.

import { post, remove } from "../api.js";
import { askCancel, cancellation } from "../cancelling.js";
import { button, el, fill } from "../dom.js";
import { askErase } from "../erasing.js";
import { askReanalyze, askRerun } from "../rerunning.js";
import { sentenceOf, toast } from "../shell.js";
import { openExport } from "./export.js";
import { isBeyondRerun } from "./replacing.js";
import { nameOf } from "./row.js";

const AT_ONCE = 4;
const counted = (number) => `${number} ${number === 1 ? "call" : "calls"}`;

/** Return the bar that is there while calls are selected. */
export function bulkBar(selection, list, me) {
  const count = el("strong", { role: "status" });
  const failures = el("div", { class: "failures" });
  const all = (one, done) => doAll(selection.ids, one, { list, selection, failures, done });
  // The dialog closes at once: how far it is, the rows tell.
  const rerun = (done) => (wanted) => void all((id) => post(`calls/${id}/reruns`, wanted).then((call) => list.heard(call)), done);
  const title = (verb) => `${verb} ${counted(selection.size)}`;
  const changes = [
    button("Re-run…", { symbol: "redo", on: { click: () => askRerun({ title: title("Re-run"), yes: "Re-run", callIds: selection.ids, warning: whatNoRerunMends(selection, list), act: rerun("started again") }) } }),
    button("Re-analyze…", { symbol: "edit", on: { click: () => askReanalyze({ title: title("Re-analyze"), callIds: selection.ids, act: rerun("queued to be analyzed again") }) } }),
    button("Cancel…", { symbol: "close", on: { click: async () => (await askCancel(counted(selection.size))) && all((id) => cancellation(id).then((call) => list.heard(call)), "cancelled") } }),
    button("Delete…", { symbol: "trash", kind: "danger", on: { click: async () => (await askErase(counted(selection.size))) && all((id) => remove(`calls/${id}`), "will be deleted") } }),
  ];
  const bar = el(
    "div",
    { class: "bulk", role: "region", "aria-label": "Selected calls", hidden: true },
    failures,
    el("div", { class: "line" }, count, me.may("write") ? changes : null, button("Export…", { symbol: "download", on: { click: () => openExport({ ids: selection.ids }) } }), button("Clear", { symbol: "close", on: { click: () => { fill(failures); selection.clear(); } } })),
  );
  selection.addEventListener("change", () => {
    count.textContent = `${selection.size} selected`;
    bar.hidden = selection.size === 0;
  });
  return bar;
}

/** Say how many of the calls selected a re-run cannot help, or null. */
function whatNoRerunMends(selection, list) {
  const number = selection.ids.filter((id) => isBeyondRerun(list.call(id))).length;
  if (number === 0) return null;
  return `${number} of ${counted(selection.size)} ${number === 1 ? "needs" : "need"} another file instead: nothing in the present one can be transcribed, so a re-run would fail again.`;
}

/** Do one thing to all, a few at a time; what failed stays selected. */
async function doAll(ids, one, { list, selection, failures, done }) {
  const failed = [];
  const waiting = [...ids];
  fill(failures);
  const worker = async () => {
    for (let id = waiting.shift(); id; id = waiting.shift()) {
      await one(id).then(() => selection.set([id], false), (error) => failed.push([id, error]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const good = ids.length - failed.length;
  if (good) toast(`${counted(good)} ${done}.`);
  if (failed.length) tellFailures(failures, failed, ids.length, list);
}

function tellFailures(place, failed, all, list) {
  const lines = failed.map(([id, error]) => el("li", {}, el("strong", {}, nameOf(list.call(id) ?? { call_id: id })), `: ${sentenceOf(error)}`));
  fill(place, el("div", { class: "notice bad", role: "alert" }, el("p", {}, `${failed.length} of ${counted(all)} could not be changed; they stay selected.`), el("ul", {}, lines)));
}
