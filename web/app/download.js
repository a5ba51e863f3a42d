// Answers of the API as files.

import { el } from "./dom.js";

const KEPT_MILLISECONDS = 60_000;

/** Save a blob under a name, as a download of the browser. */
export function saveAs(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MILLISECONDS);
}
