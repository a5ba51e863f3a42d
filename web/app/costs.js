// The costs page: what was paid to providers over some days, by day, profile, step and model.

import { get } from "./api.js";
import { budgetsPanel } from "./costs/budgets.js";
import { el, fill } from "./dom.js";
import { money, words } from "./format.js";
import { openShell, sentenceOf } from "./shell.js";

const RANGES = [[7, "7 days"], [30, "30 days"], [90, "90 days"], [365, "A year"]];
const DAY_MS = 86_400_000;
const content = document.getElementById("content");

const me = await openShell();
const budgets = budgetsPanel(me);
const asked = Number(new URLSearchParams(location.search).get("days"));
await show(RANGES.some(([days]) => days === asked) ? asked : 30);

async function show(days) {
  const last = new Date();
  const query = { from: day(new Date(last.getTime() - (days - 1) * DAY_MS)), to: day(last) };
  try {
    fill(content, heading(days), budgets, report(await get("costs", query), query));
  } catch (error) {
    fill(content, heading(days), budgets, el("p", { class: "notice bad", role: "alert" }, sentenceOf(error)));
  }
}

function day(date) {
  return date.toISOString().slice(0, 10);
}

function heading(days) {
  const choose = (event) => {
    history.replaceState(null, "", `?${new URLSearchParams({ days: event.target.value })}`);
    show(Number(event.target.value)).then(() => document.getElementById("range").focus());
  };
  const range = el("select", { id: "range", on: { change: choose } }, RANGES.map(([number, label]) => el("option", { value: number, selected: number === days }, label)));
  return el("div", { class: "heading" }, el("div", {}, el("h1", {}, "Costs"), el("p", { class: "muted" }, "What was paid to providers, by the price table of each day; engines of this machine cost nothing. Days are those of UTC.")), el("div", { class: "field range" }, el("label", { for: "range" }, "Last"), range));
}

function report({ total, by }, { from, to }) {
  if (!total.requests) return el("p", { class: "empty" }, `Nothing was paid from ${from} to ${to}.`);
  return [
    el("div", { class: "sums" }, sum("Paid", money(total.usd)), sum("Requests", total.requests), sum("Made twice", total.repeats, "an answer never came"), sum("Without a price", total.unknown, "in no sum")),
    total.unknown ? el("p", { class: "notice warn" }, `${total.unknown} ${total.unknown === 1 ? "request has" : "requests have"} no known price: ${unpriced(by.model)}. The sums are too low by what they cost.`) : null,
    el("div", { class: "tables" }, table("By day", by.day), table("By profile", by.profile), table("By model", by.model), table("By step", by.step, words)),
  ];
}

function unpriced(models) {
  return models.filter((model) => model.unknown).map((model) => model.name).join(", ");
}

function sum(label, value, note = "") {
  return el("section", { class: "card sum" }, el("h2", {}, label), el("p", { class: "value" }, String(value)), note && value ? el("p", { class: "muted small" }, note) : null);
}

function table(title, sums, nameOf = String) {
  const most = Math.max(...sums.map((one) => one.usd));
  const row = (one) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, nameOf(one.name)),
      el("td", { class: "bar", "aria-hidden": "true" }, el("meter", { max: most || 1, value: one.usd })),
      el("td", { class: "right" }, one.unknown === one.requests ? "no price" : money(one.usd), one.unknown && one.unknown < one.requests ? el("span", { class: "muted" }, `and ${one.unknown} without a price`) : null),
      el("td", { class: "right" }, String(one.requests)),
    );
  const head = el("tr", {}, el("th", { scope: "col" }, title.replace("By ", "").replace(/^./, (first) => first.toUpperCase())), el("td", { "aria-hidden": "true" }), el("th", { scope: "col", class: "right" }, "Paid"), el("th", { scope: "col", class: "right" }, "Requests"));
  return el("section", { class: "card" }, el("h2", {}, title), el("table", { class: "table" }, el("thead", {}, head), el("tbody", {}, sums.map(row))));
}
