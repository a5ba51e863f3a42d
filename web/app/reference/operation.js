// One operation: what it does, what it takes, what it answers, and what may go wrong.

import { el, fill } from "../dom.js";
import { curlOf } from "./curl.js";
import { inline, prose } from "./prose.js";
import { fieldsOf, typeOf } from "./schema.js";

/** Return an operation that is filled once it opens; its id is the operation's, as an address names it. */
export function operationShown(operation, api) {
  const about = el("div", { class: "about" });
  const row = el(
    "details",
    { class: "operation", id: operation.operationId },
    el("summary", {}, el("span", { class: "method" }, operation.method), el("code", {}, operation.path), el("span", { class: "muted" }, operation.summary), scope(operation)),
    about,
  );
  row.addEventListener("toggle", () => fill(about, all(operation, api)), { once: true });
  return row;
}

function all(operation, api) {
  return [prose(withoutSummary(operation)), parameters(operation, api), request(operation, api), code("In a terminal", curlOf(operation)), answers(operation, api)];
}

/** Return everything an operation says, to be searched in. */
export const wordsOf = (operation) => JSON.stringify(operation).toLowerCase();

/** The first sentence stands above already. */
const withoutSummary = ({ description, summary }) => (description.startsWith(`${summary}.`) ? description.slice(summary.length + 1) : description);

function scope({ security }) {
  const [needed] = security ? Object.values(security[0])[0] : ["open"];
  return el("span", { class: "chip" }, needed ?? "any key");
}

function table(label, head, rows) {
  if (!rows.length) return null;
  const cells = (row) => el("tr", {}, row.map((cell, place) => el(place ? "td" : "th", place ? {} : { scope: "row" }, cell)));
  return el("div", { class: "wide", tabindex: 0, role: "group", "aria-label": label }, el("table", { class: "table" }, el("caption", {}, label), el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, rows.map(cells))));
}

function parameters({ parameters: taken = [] }, api) {
  const rows = taken.map((each) => [el("code", {}, each.name), each.in, `${typeOf(each.schema, api)}${each.required ? ", needed" : ""}`, inline(each.description ?? "")]);
  return table("Parameters", ["Name", "In", "Type", "Meaning"], rows);
}

function fields(label, schema, api, { given = false } = {}) {
  const rows = fieldsOf(schema, api).map((field) => [el("code", {}, field.name), `${field.type}${given && field.required ? ", needed" : ""}`, inline(field.description)]);
  return table(label, ["Name", "Type", "Meaning"], rows);
}

function request({ requestBody }, api) {
  const content = requestBody?.content["application/json"];
  if (!content) return null;
  return [code("The body, for example", written(content.example)), fields("Fields of the body", content.schema, api, { given: true })];
}

function answers({ responses }, api) {
  const good = Object.entries(responses).filter(([status]) => status < "300");
  const bad = Object.entries(responses).filter(([status]) => status >= "400");
  return [good.map(([status, answer]) => contents(status, answer, api)), problems(bad)];
}

function contents(status, answer, api) {
  return Object.entries(answer.content).map(([kind, content]) => [
    content.example === undefined ? null : code(`Answer ${status}: ${kind}, for example`, written(content.example)),
    content.schema ? fields("Fields of the answer", content.schema, api) : null,
  ]);
}

function problems(bad) {
  const rows = bad.flatMap(([status, { content }]) =>
    Object.entries(content["application/problem+json"].examples).map(([name, { value }]) => [el("code", {}, name), status, `${value.detail} ${value.hint ?? ""}`]),
  );
  return table("What may go wrong", ["Code", "Status", "Meaning"], rows);
}

const written = (example) => (typeof example === "string" ? example : JSON.stringify(example, null, 2));

function code(label, text) {
  return el("figure", {}, el("figcaption", {}, label), el("pre", { tabindex: 0, role: "group", "aria-label": label }, text));
}
