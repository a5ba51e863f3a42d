// The bar of filters above the list.

import { button, el, fill } from "../dom.js";
import { STATUSES } from "../status.js";
import { filtersOf, keepInAddress } from "./filters.js";
import { FLAGS } from "./flags.js";
import { offerProfiles } from "./profiles.js";

const TYPING_PAUSE = 300;
const MORE = ["from", "to", "customer", "agent", "topic", "outcome", "flag"];

const choice = (first, all) => [el("option", { value: "" }, first), ...Object.entries(all).map(([value, { label }]) => el("option", { value }, label))];

function fields() {
  return {
    q: el("input", { type: "search", placeholder: "File, customer, agent, topic", maxlength: 200 }),
    status: el("select", {}, choice("Any status", STATUSES)),
    profile: el("select", {}, el("option", { value: "" }, "Any profile")),
    from: el("input", { type: "date" }),
    to: el("input", { type: "date" }),
    customer: el("input", { maxlength: 200 }),
    agent: el("input", { maxlength: 200 }),
    topic: el("input", { maxlength: 200 }),
    outcome: el("input", { maxlength: 200 }),
    flag: el("select", {}, choice("Any flag", FLAGS)),
  };
}

const LABELS = { q: "Search", status: "Status", profile: "Profile", from: "From", to: "To", customer: "Customer", agent: "Agent", topic: "Topic", outcome: "Outcome", flag: "Flag" };

function labelled(name, field) {
  field.id = `filter-${name}`;
  return el("div", { class: `field filter-${name}` }, el("label", { for: field.id }, LABELS[name]), field);
}

function show(inputs, filters) {
  for (const [name, input] of Object.entries(inputs)) input.value = filters[name] ?? "";
  delete inputs.profile.dataset.wanted;
  if (filters.profile) inputs.profile.dataset.wanted = filters.profile;
  for (const one of [inputs.status, inputs.flag]) if (one.selectedIndex < 0) one.value = "";
}

/** Say which words of the address filter nothing, and let a person take them away. */
function tellUnknown(place, inputs, onClear) {
  const given = [...new URLSearchParams(location.search)].filter(([name, value]) => value && name !== "replace");
  const sentences = given.filter(([name, value]) => !inputs[name] || !takes(inputs[name], value)).map(([name, value]) => (inputs[name] ? `There is no ${LABELS[name].toLowerCase()} “${value}”.` : `There is no filter “${name}”.`));
  place.hidden = sentences.length === 0;
  fill(place, el("p", {}, sentences.join(" "), " The list is not filtered by it."), button("Forget it", { symbol: "close", kind: "small", on: { click: onClear } }));
}

/** Say whether a field can hold a value; any profile may be asked for. */
const takes = (input, value) => input.id === "filter-profile" || input.value === (input.type === "date" ? value : value.trim());

/** Return the bar; `onChange` hears the filters each time a person has changed them. */
export function filterBar(onChange) {
  const inputs = fields();
  const filters = () => filtersOf(new URLSearchParams(Object.entries(inputs).map(([name, input]) => [name, wanted(name, input)])).toString());
  const changed = (typed = null) => {
    keepInAddress(filters(), typed);
    unknown.hidden = true;
    clear.hidden = Object.keys(filters()).length === 0;
    onChange(filters());
  };
  const unknown = el("div", { class: "notice warn unknown", role: "alert", hidden: true });
  const clear = button("Clear", { symbol: "close", kind: "small", on: { click: () => { show(inputs, {}); changed(); inputs.q.focus(); } } });
  const [few, many] = [[], []];
  for (const [name, input] of Object.entries(inputs)) (MORE.includes(name) ? many : few).push(labelled(name, input));
  const more = el("details", { class: "more" }, el("summary", {}, "More filters"), el("div", { class: "fields" }, many));
  const element = el("form", { class: "filters", role: "search", "aria-label": "Filter calls", on: { submit: (event) => event.preventDefault() } }, el("div", { class: "fields" }, few, clear), more, unknown);
  hearTyping(element, inputs, changed);
  const fromAddress = () => {
    show(inputs, filtersOf(location.search));
    more.open ||= MORE.some((name) => filters()[name]);
    clear.hidden = Object.keys(filters()).length === 0;
    tellUnknown(unknown, inputs, () => changed());
  };
  addEventListener("popstate", fromAddress);
  fromAddress();
  offerProfiles(inputs.profile, "Any profile", []);
  return { element, filters, search: inputs.q, offer: (profiles) => offerProfiles(inputs.profile, "Any profile", profiles) };
}

const wanted = (name, input) => (name === "profile" ? input.dataset.wanted ?? input.value : input.value);

/** A choice is heard at once, typing when it pauses. */
function hearTyping(form, inputs, changed) {
  let pause = null;
  inputs.profile.addEventListener("change", () => delete inputs.profile.dataset.wanted);
  form.addEventListener("input", ({ target }) => {
    clearTimeout(pause);
    const typed = target.tagName === "INPUT" && target.type !== "date";
    pause = setTimeout(() => changed(typed ? target.id : null), typed ? TYPING_PAUSE : 0);
  });
}
