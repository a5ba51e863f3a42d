// Files dropped anywhere on the page.

import { el } from "../dom.js";

/** Tell `onFiles` of dropped files; while some are held over the page, `words` say what would happen. */
export function takeDrops(onFiles, words = "Drop recordings to upload them") {
  document.body.append(el("div", { class: "drop", "aria-hidden": "true" }, el("p", {}, words)));
  let depth = 0;
  const move = (by) => {
    depth = by === null ? 0 : depth + by;
    document.body.classList.toggle("dropping", depth > 0);
  };
  const hears = {
    dragenter: () => move(1),
    dragleave: () => move(-1),
    dragover: () => {},
    drop: ({ dataTransfer }) => {
      move(null);
      onFiles(dataTransfer.files);
    },
  };
  for (const [name, listener] of Object.entries(hears)) {
    addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // else the browser would open the file and leave the page
      if (!document.querySelector("dialog[open]")) listener(event);
    });
  }
}
