// Today's budgets on the costs page: what is spent, held and left; who may, sets them.

import { get, post, put, remove } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el, fill } from "../dom.js";
import { fieldOf, input, numberOf, select } from "../fields.js";
import { money, moment } from "../format.js";
import { confirmed, sentenceOf, toast, toastProblem } from "../shell.js";

const ALL = "All calls";

/** Return the panel; it loads by itself, and again after each change. */
export function budgetsPanel(me) {
  const panel = el("section", { class: "card budgets", "aria-labelledby": "budgets" });
  const load = async () => show(panel, await get("budgets"), me, load);
  load().catch((error) => fill(panel, heading(), el("p", { class: "notice bad", role: "alert" }, sentenceOf(error))));
  return panel;
}

const heading = () => el("h2", { id: "budgets" }, "Budgets of today");

function show(panel, { budgets }, me, load) {
  const again = () => load().catch(toastProblem);
  const mayResume = budgets.length > 0 && me.may("write");
  fill(
    panel,
    heading(),
    budgets.length ? table(budgets, me, again) : el("p", { class: "muted" }, "No budget limits what is paid a day."),
    el(
      "div",
      { class: "line" },
      me.may("admin") ? button("Set a budget…", { symbol: "plus", on: { click: () => askLimit(budgets, null, me, again) } }) : null,
      mayResume ? button("Try waiting calls now", { symbol: "redo", on: { click: () => resume().then(tell, toastProblem) } }) : null,
    ),
    budgets.length ? el("p", { class: "muted small" }, "A call that finds no room asks no provider and goes on after 00:00 UTC. What is held for requests on their way mostly comes back.") : null,
  );
}

const nameOf = ({ profile_id: id }) => id ?? ALL;

function table(budgets, me, again) {
  const columns = ["Budget", "", "Spent", "Held", "Left", "A day", ...(me.may("admin") ? [""] : [])];
  const head = columns.map((name, at) => (name ? el("th", { scope: "col", class: at > 1 ? `right ${name.toLowerCase().split(" ").at(-1)}` : null }, name) : el("td", { class: at === 1 ? "bar" : null })));
  return el("table", { class: "table" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, budgets.map((budget) => row(budget, budgets, me, again))));
}

function row(budget, budgets, me, again) {
  const author = budget.author ? el("span", { class: "muted small" }, `set by ${budget.author}, `, moment(budget.set_at)) : el("span", { class: "muted small" }, "a setting of the deployment");
  const amount = (usd, name) => el("td", { class: `right ${name}` }, money(usd));
  return el(
    "tr",
    { class: budget.left ? null : "full" },
    el("th", { scope: "row" }, nameOf(budget), author),
    el("td", { class: "bar", "aria-hidden": "true" }, el("meter", { max: budget.usd_per_day, value: budget.usd_per_day - budget.left })),
    amount(budget.spent, "spent"),
    amount(budget.held, "held"),
    el("td", { class: "right left" }, money(budget.left), el("span", { class: "muted small of" }, `of ${money(budget.usd_per_day)}`)),
    amount(budget.usd_per_day, "limit"),
    me.may("admin") ? el("td", { class: "right" }, changes(budget, budgets, me, again)) : null,
  );
}

function changes(budget, budgets, me, again) {
  const whose = nameOf(budget);
  const change = button("Change…", { kind: "small", "aria-label": `Change the budget of ${whose}`, on: { click: () => askLimit(budgets, budget, me, again) } });
  if (!budget.author) return change;
  return [change, " ", button("Remove", { kind: "small", "aria-label": `Remove the budget of ${whose}`, on: { click: () => askDrop(budget, again) } })];
}

async function askLimit(budgets, budget, me, again) {
  const profiles = budget ? [] : await get("profiles").then((answer) => answer.profiles, () => []);
  const options = [["", ALL], ...profiles.map(({ profile_id: id, name }) => [id, `${name} (${id})`])];
  const whose = budget ? null : fieldOf("profile_id", "For", select(options, ""));
  const amount = fieldOf("usd_per_day", "USD a day", input(budget?.usd_per_day, { inputmode: "decimal", required: true }), "Days are those of UTC. What today had cost before counts.");
  const act = async () => {
    const id = budget ? budget.profile_id : whose.control.value || null;
    await put(place(id), { usd_per_day: numberOf(amount.control.value) });
    const before = budgets.find((one) => one.profile_id === id);
    const usd = Number(amount.control.value);
    toast(`${id ?? ALL}: ${money(usd)} a day from now on.`);
    await again();
    if (before && usd > before.usd_per_day && me.may("write")) tell(await resume());
  };
  openDialog({ title: budget ? `The budget of ${nameOf(budget)}` : "Set a budget", yes: "Set", parts: [whose?.element ?? null, amount.element], act });
}

async function askDrop(budget, again) {
  const text = "The setting of the deployment counts again; without one there is no limit.";
  if (!(await confirmed({ title: `Remove the budget of ${nameOf(budget)}?`, text, yes: "Remove" }))) return;
  await remove(place(budget.profile_id)).then(again, toastProblem);
}

const place = (id) => (id === null ? "budgets" : `budgets?${new URLSearchParams({ profile_id: id })}`);

const resume = () => post("budgets/resumption");

function tell({ resumed }) {
  toast(resumed ? `${resumed} ${resumed === 1 ? "call is" : "calls are"} tried again.` : "No call waits for a budget.");
}
