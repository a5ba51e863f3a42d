// What an answer should have been: said by a person, kept beside what the model said.

import { put, remove } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el } from "../dom.js";
import { checkbox, fieldOf, input, textarea } from "../fields.js";
import { moment, words } from "../format.js";
import { toastProblem } from "../shell.js";

const pathOf = (call, name) => `calls/${encodeURIComponent(call.call_id)}/corrections/${encodeURIComponent(name)}`;

/** Return the corrections of the present analysis by field; those by programs may be about a part of one. */
export function correctionsBy(call, corrections) {
  const own = corrections.filter((one) => one.profile_id === call.analysis?.provenance?.profile_id);
  return new Map(own.map((one) => [one.pointer.slice(1), one]));
}

/** Return the button that asks for a correction; `onDone(sentence)` is told of it. */
export function correctButton({ call, name, value, known, onDone }) {
  const label = known ? "Change the correction" : "Put right";
  const act = () => ask({ call, name, value: known ? known.expected : value, known, onDone });
  return button(label, { kind: "small", symbol: "edit", "aria-label": `${label}: ${words(name)}`, on: { click: act } });
}

/** Return what a person said of an answer, with a way back for those who may. */
export function correction({ call, name, known, onDone }) {
  const back = onDone ? button("Take back", { kind: "small", "aria-label": `Take back: ${words(name)}`, on: { click: () => takeBack(call, name, onDone) } }) : null;
  return el(
    "div",
    { class: "correction" },
    el("p", {}, el("span", { class: "chip good", title: "Versions of the profile are measured by it" }, "Put right"), " ", el("span", { class: "expected" }, textOf(known.expected) || "The call does not tell.")),
    el("p", { class: "muted small" }, `${known.author}: ${known.reason} · `, moment(known.at)),
    back ? el("div", { class: "actions" }, back) : null,
  );
}

function ask({ call, name, value, known, onDone }) {
  const isText = typeof value === "string" || value === null || value === undefined;
  const field = fieldOf("expected", "What it should have been", textarea(textOf(value), { rows: 4, class: isText ? "" : "code" }), isText ? null : "As JSON, in the form of the answer.");
  const nothing = fieldOf("nothing", "The call does not tell", checkbox(value === null && known));
  const reason = fieldOf("reason", "Why", input(known?.reason ?? "", { required: true, maxlength: 500 }), "Versions of the profile are measured by it; whoever reads it later wants to know.");
  const hide = () => {
    field.element.hidden = nothing.control.checked;
  };
  nothing.control.addEventListener("change", hide);
  hide();
  const act = async () => {
    const expected = nothing.control.checked ? null : read(field, isText);
    await put(pathOf(call, name), { expected, reason: reason.control.value });
    onDone("The correction is saved.");
  };
  openDialog({ title: `Put right: ${words(name)}`, yes: "Save", parts: [field.element, nothing.element, reason.element], act });
}

/** Return what was typed: a text stays one, all else is JSON. */
function read(field, isText) {
  const text = field.control.value;
  if (isText) return text;
  try {
    return JSON.parse(text);
  } catch {
    field.problem("This is no JSON.");
    throw new Error("What it should have been is no JSON.");
  }
}

function textOf(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

async function takeBack(call, name, onDone) {
  try {
    await remove(pathOf(call, name));
    onDone("The correction is taken back.");
  } catch (error) {
    toastProblem(error);
  }
}
