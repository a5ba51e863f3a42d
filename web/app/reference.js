// The API's documentation: every operation of /openapi.json, found by words, opened by its address.

import { address, get } from "./api.js";
import { el, fill } from "./dom.js";
import { operationShown, wordsOf } from "./reference/operation.js";
import { prose } from "./reference/prose.js";

const content = document.getElementById("content");

/** Return the operations of a document, each with its method and path, in the order of its tags. */
function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

function group(tag, operations, api) {
  const rows = operations.filter((operation) => operation.tags.includes(tag.name)).map((operation) => ({ row: operationShown(operation, api), words: wordsOf(operation) }));
  const title = el("h2", { id: `tag-${tag.name}` }, tag.name);
  return { rows, section: el("section", { class: "group", "aria-labelledby": title.id }, title, el("p", { class: "muted" }, tag.description), rows.map(({ row }) => row)) };
}

/** Hide what does not contain all words; a group without operations goes with them. */
function filter(groups, wanted, told) {
  let left = 0;
  for (const { rows, section } of groups) {
    for (const { row, words } of rows) row.hidden = !wanted.every((word) => words.includes(word));
    const shown = rows.filter(({ row }) => !row.hidden).length;
    section.hidden = shown === 0;
    left += shown;
  }
  told.textContent = wanted.length ? `${left} found` : "";
}

function searchField(groups) {
  const told = el("span", { class: "muted small", role: "status" });
  const field = el("input", { type: "search", id: "find", placeholder: "a path, a word, a code of a problem" });
  field.addEventListener("input", () => filter(groups, field.value.toLowerCase().split(/\s+/).filter(Boolean), told));
  return el("div", { class: "field find" }, el("label", { for: "find" }, "Find"), field, told);
}

function openAddressed() {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted?.matches("details")) wanted.open = true;
  wanted?.scrollIntoView();
}

function show(api, source) {
  const operations = operationsOf(api);
  const groups = api.tags.map((tag) => group(tag, operations, api));
  fill(
    content,
    el("h1", {}, `${api.info.title} API ${api.info.version}`),
    el("div", { class: "intro" }, prose(api.info.description), el("p", {}, "The whole document is ", el("a", { href: source }, "openapi.json"), " (OpenAPI ", api.openapi, ").")),
    searchField(groups),
    groups.map(({ section }) => section),
  );
  addEventListener("hashchange", openAddressed);
  openAddressed();
}

try {
  show(await get("openapi.json"), await address("openapi.json"));
} catch (error) {
  fill(content, el("h1", {}, "API"), el("p", { class: "notice bad", role: "alert" }, `${error.message} ${error.hint ?? ""}`));
}
