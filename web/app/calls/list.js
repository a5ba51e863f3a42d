// The list itself: pages from the API, rows that change while one looks at them.

import { get } from "../api.js";
import { button, el, fill, icon } from "../dom.js";
import { sentenceOf } from "../shell.js";
import { fits, queryOf } from "./filters.js";
import { COLUMNS, pageOf, rowOf } from "./row.js";

const PAGE = 50;
const FOCUSABLE = { INPUT: "input", BUTTON: "button" };

export class CallList {
  filters = {};
  #calls = new Map();
  #rows = new Map();
  #cursor = null;
  #scanned = 0;
  #pages = 0;
  #loading = null;
  #own = new Set();
  #later = [];

  constructor(selection, { mayWrite, onLook }) {
    Object.assign(this, { selection, mayWrite, onLook });
    this.all = el("input", { type: "checkbox", "aria-label": "Select all shown", on: { click: () => selection.set(this.order, this.all.checked) } });
    this.body = el("div", { role: "rowgroup", class: "rows", on: { click: (event) => openRow(event) } });
    this.foot = el("div", { class: "foot" }, el("p", { class: "muted" }, "Loading…"));
    this.count = el("p", { class: "muted small count", role: "status" });
    const heads = COLUMNS.map(([name, label]) => el("div", { role: "columnheader", class: name }, name === "look" ? el("span", { class: "told" }, label) : label));
    const head = el("div", { role: "rowgroup" }, el("div", { role: "row", class: "row head" }, el("div", { role: "columnheader", class: "pick" }, this.all), heads));
    this.table = el("div", { role: "table", "aria-label": "Calls", class: `calls${mayWrite ? "" : " readonly"}` }, head, this.body);
    this.element = el("section", { "aria-label": "List" }, this.count, this.table, this.foot);
    selection.addEventListener("change", ({ detail }) => this.#mark(detail));
  }

  /** The ids shown, in their order. */
  get order() {
    return [...this.body.children].map((row) => row.dataset.id);
  }

  get rows() {
    return [...this.body.children];
  }

  call(id) {
    return this.#calls.get(id);
  }

  /** How many pages are shown. */
  get pages() {
    return this.#pages;
  }

  /** Show what fits other filters, so many pages of it. */
  async use(filters, pages = 1) {
    this.filters = filters;
    this.selection.clear();
    await this.reload();
    for (let page = 1; page < pages && this.#cursor && this.filters === filters; page += 1) {
      await this.#load({ cursor: this.#cursor, fresh: false });
    }
  }

  /** Ask again from the top; the rows stay until the answer is there. */
  reload() {
    this.#loading?.abort();
    this.#scanned = 0;
    return this.#load({ cursor: null, fresh: true });
  }

  /** A call has changed, or is new. */
  heard(call) {
    if (this.#isLoading) return void this.#later.push(() => this.heard(call));
    if (this.#rows.has(call.call_id)) this.#put(call);
    else if (fits(call, this.filters) || this.#own.has(call.call_id)) this.#insert(call);
    this.#tell();
  }

  /** This page itself has made a call: it is shown as soon as it is heard of. */
  noticed(callId) {
    if (Object.keys(this.filters).length === 0) this.#own.add(callId);
  }

  erased(callId) {
    if (this.#isLoading) return void this.#later.push(() => this.erased(callId));
    this.#rows.get(callId)?.remove();
    this.#rows.delete(callId);
    this.#calls.delete(callId);
    this.selection.set([callId], false);
    this.#tell();
  }

  async #load({ cursor, fresh }) {
    const loading = new AbortController();
    this.#loading = loading;
    this.table.setAttribute("aria-busy", "true");
    try {
      const page = await get("calls", { ...queryOf(this.filters), limit: PAGE, cursor }, { signal: loading.signal });
      if (loading.signal.aborted) return;
      if (fresh) this.#forget();
      this.#cursor = page.cursor;
      this.#pages = fresh ? 1 : this.#pages + 1;
      this.#scanned += page.scanned;
      for (const call of page.calls) this.#rows.has(call.call_id) ? this.#put(call) : this.body.append(this.#rowOf(call));
      this.#tell();
    } catch (error) {
      if (error.name !== "AbortError") this.#failed(error, { cursor, fresh });
    } finally {
      if (this.#loading === loading) this.#loaded();
    }
  }

  /** What is heard while an answer is on its way is newer than that answer. */
  get #isLoading() {
    return this.table.hasAttribute("aria-busy");
  }

  #loaded() {
    this.table.removeAttribute("aria-busy");
    for (const change of this.#later.splice(0)) change();
  }

  #forget() {
    this.#calls.clear();
    this.#rows.clear();
    fill(this.body);
  }

  #rowOf(call) {
    const onSelect = (event) => this.selection.toggle(call.call_id, this.order, { range: event.shiftKey });
    const row = rowOf(call, { selected: this.selection.has(call.call_id), onSelect, onLook: () => this.onLook(call.call_id), mayWrite: this.mayWrite });
    this.#calls.set(call.call_id, call);
    this.#rows.set(call.call_id, row);
    return row;
  }

  /** Change a row in its place; whoever stands in it with the keyboard stays there. */
  #put(call) {
    const old = this.#rows.get(call.call_id);
    const focused = old.contains(document.activeElement) ? document.activeElement.tagName : null;
    const row = this.#rowOf(call);
    row.classList.toggle("gone", !fits(call, this.filters));
    old.replaceWith(row);
    if (focused) row.querySelector(FOCUSABLE[focused] ?? "a").focus({ preventScroll: true });
  }

  #insert(call) {
    const after = this.rows.find((row) => this.#calls.get(row.dataset.id).created_at <= call.created_at);
    if (!after && this.#cursor) return;
    this.body.insertBefore(this.#rowOf(call), after ?? null);
  }

  #mark(ids) {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (!row) continue;
      row.classList.toggle("selected", this.selection.has(id));
      row.querySelector("input").checked = this.selection.has(id);
    }
    const shown = this.#rows.size;
    const some = [...this.#rows.keys()].filter((id) => this.selection.has(id)).length;
    this.all.checked = some > 0 && some === shown;
    this.all.indeterminate = some > 0 && some < shown;
  }

  #tell() {
    const shown = this.#rows.size;
    const filtered = Object.keys(this.filters).length > 0;
    this.table.hidden = shown === 0;
    this.count.textContent = shown === 0 ? "" : `${shown.toLocaleString()} ${shown === 1 ? "call" : "calls"} shown${this.#cursor ? ", there are more" : ""}`;
    this.#mark([]);
    if (this.#cursor) fill(this.foot, this.#more(filtered));
    else fill(this.foot, shown === 0 ? emptyNote(filtered, this.mayWrite) : null);
  }

  #more(filtered) {
    const onward = () => this.#load({ cursor: this.#cursor, fresh: false });
    const searched = filtered ? el("p", { class: "muted" }, `Searched ${this.#scanned.toLocaleString()} calls so far; older ones may fit as well.`) : null;
    return [searched, button(filtered ? "Go on searching" : "Load more", { on: { click: onward } })];
  }

  #failed(error, load) {
    this.table.hidden = this.#rows.size === 0;
    const again = button("Try again", { symbol: "redo", on: { click: () => this.#load(load) } });
    fill(this.foot, el("div", { class: "notice bad", role: "alert" }, el("p", {}, `The calls could not be loaded. ${sentenceOf(error)}`), again));
  }
}

function emptyNote(filtered, mayWrite) {
  if (filtered) return el("div", { class: "empty" }, el("h2", {}, "No call fits these filters"), el("p", {}, "Take one away, or look at other days."));
  const how = mayWrite ? "Drop recordings anywhere on this page, or press Upload. Each becomes a call you can watch here." : "Calls appear here as soon as recordings arrive.";
  return el("div", { class: "empty first" }, icon("upload"), el("h2", {}, "No calls yet"), el("p", {}, how));
}

/** A click anywhere in a row opens the call, unless it means something else there. */
function openRow(event) {
  const row = event.target.closest(".row");
  if (!row || event.target.closest("a, button, input, .pick") || String(getSelection())) return;
  location.href = pageOf(row.dataset.id);
}
