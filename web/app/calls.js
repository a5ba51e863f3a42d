// The list of calls: wires filters, rows, live status, selection, uploads and keys together.

import { bulkBar } from "./calls/bulk.js";
import { takeDrops } from "./calls/dropping.js";
import { openExport } from "./calls/export.js";
import { filterBar } from "./calls/filterbar.js";
import { listenForKeys, showKeys } from "./calls/keys.js";
import { CallList } from "./calls/list.js";
import { Preview } from "./calls/preview.js";
import { keepPlace } from "./calls/place.js";
import { loadProfiles } from "./calls/profiles.js";
import { hearReplaceLinks } from "./calls/replacing.js";
import { Selection } from "./calls/selection.js";
import { UploadPanel } from "./calls/uploads.js";
import { button, el, fill } from "./dom.js";
import { watchCalls } from "./events.js";
import { openShell, toast } from "./shell.js";
import { tickElapsed } from "./status.js";

const READS_ONLY = "Your key may only read: it cannot upload.";
const LIVE = { live: "Live", waiting: "Reconnecting…", off: "Not live" };

async function open() {
  const content = document.getElementById("content");
  const upload = button("Upload", { hidden: true, symbol: "upload", kind: "primary", title: "Upload recordings (u)" });
  const keys = button("Keys", { quiet: true, kind: "keyboard", symbol: "keyboard", on: { click: showKeys } });
  const me = await openShell(keys, upload);
  const live = el("span", { class: "live", role: "status" }, "Connecting…");
  const selection = new Selection();
  const preview = new Preview();
  const list = new CallList(selection, { mayWrite: me.may("write"), onLook: (callId) => preview.toggle(callId) });
  const bar = filterBar((filters) => list.use(filters));
  const panel = new UploadPanel((callId) => list.noticed(callId), me.max_recording_bytes);
  const exported = button("Export", { symbol: "download", title: "Export what the filters show", on: { click: () => openExport({ filters: list.filters }) } });
  fill(
    content,
    el("div", { class: "heading" }, el("h1", {}, "Calls"), live, exported),
    panel.element,
    bar.element,
    list.element,
    bulkBar(selection, list, me),
    preview.element,
  );
  const choose = me.may("write") ? letUpload(panel, upload) : refuseUploads();
  keepPlace(list, bar.filters);
  loadProfiles().then((profiles) => [bar, panel].forEach((part) => part.offer(profiles)));
  watchCalls({
    onCall: (call) => [list, panel, preview].forEach((part) => part.heard(call)),
    onErased: ({ call_id: callId }) => [list, preview].forEach((part) => part.erased(callId)),
    onReset: () => list.reload(),
    onState: (state) => showLive(live, state),
  });
  listenForKeys({ list, selection, preview, search: bar.search, upload: choose });
  tickElapsed();
}

const replacedCall = () => new URLSearchParams(location.search).get("replace");

/** Offer every way to upload; returns the one that lets a person choose files. */
function letUpload(panel, upload) {
  const choose = () => panel.choose();
  upload.hidden = false;
  upload.addEventListener("click", choose);
  takeDrops((files) => panel.take(files));
  hearReplaceLinks((callId) => panel.replace(callId));
  if (replacedCall()) panel.replace(replacedCall());
  return choose;
}

/** Say to whoever tries to upload that the key may not; returns what says it. */
function refuseUploads() {
  const refuse = () => toast(READS_ONLY, "bad");
  takeDrops(refuse, READS_ONLY);
  if (replacedCall()) refuse();
  return refuse;
}

function showLive(live, state) {
  live.dataset.state = state;
  fill(live, el("span", { class: "dot" }), LIVE[state]);
}

open();
