// Export: the list as a file, for the filters or for the calls selected.

import { request } from "../api.js";
import { button, el } from "../dom.js";
import { openDialog } from "../dialog.js";
import { saveAs } from "../download.js";
import { sentenceOf } from "../shell.js";
import { queryOf } from "./filters.js";

// Addresses have a limit: more calls than this are asked for in several requests.
const AT_ONCE = 100;

/** Ask for the kind of file, then save it: `ids` if some are selected, else what `filters` show. */
export function openExport({ filters = {}, ids = [] }) {
  const told = el("p", { role: "status" });
  const kinds = [["csv", "CSV, for spreadsheets"], ["jsonl", "JSON lines, for programs"]];
  const save = async (format) => {
    told.textContent = "Preparing the file…";
    try {
      saveAs(await exported(format, filters, ids), `calls.${format}`);
      dialog.close();
    } catch (error) {
      told.textContent = sentenceOf(error);
    }
  };
  const buttons = kinds.map(([format, label]) => button(label, { symbol: "download", on: { click: () => save(format) } }));
  const what = ids.length ? `${ids.length} selected ${ids.length === 1 ? "call" : "calls"}` : "all calls the filters show";
  const dialog = openDialog({ title: "Export", parts: [el("p", {}, `The file holds ${what}.`), buttons, told] });
}

async function exported(format, filters, ids) {
  if (ids.length === 0) return (await request("calls/export", { query: { format, ...queryOf(filters) } })).blob();
  const parts = [];
  let header = "";
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const answer = await request("calls/export", { query: { format, call_id: ids.slice(at, at + AT_ONCE) } });
    const text = await answer.text();
    const first = text.slice(0, text.indexOf("\n") + 1);
    // Other calls may have other metadata: their columns are named where they begin.
    parts.push(format === "csv" && first === header ? text.slice(first.length) : text);
    header = first;
  }
  if (format === "csv") parts.unshift("\uFEFF"); // reading the answers as text took it away
  return new Blob(parts, { type: format === "csv" ? "text/csv" : "application/x-ndjson" });
}
