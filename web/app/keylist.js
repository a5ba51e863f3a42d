// Which keys do what, as a dialog.

import { el } from "./dom.js";
import { openDialog } from "./dialog.js";

/** Show `rows` of [keys, what they do]. */
export function showKeyList(rows) {
  const told = rows.map(([keys, what]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, what)]);
  openDialog({ title: "Keys", parts: [el("dl", { class: "keylist" }, told)] });
}
