// What an answer should have been: said by a person, kept beside what the model said.

import { get, put, remove } from "../api.js";
import { openDialog } from "../dialog.js";
import { button, el } from "../dom.js";
import { checkbox, fieldOf, input } from "../fields.js";
import { moment, words } from "../format.js";
import { toastProblem } from "../shell.js";
import { answerForm } from "./answerform.js";

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

/** Return what a person said of an answer, with a way back for those who may; `show` is how answers look. */
export function correction({ call, name, known, onDone, show }) {
  const back = onDone ? button("Take back", { kind: "small", "aria-label": `Take back: ${words(name)}`, on: { click: () => takeBack(call, name, onDone) } }) : null;
  return el(
    "div",
    { class: "correction" },
    el("p", {}, el("span", { class: "chip good", title: "Versions of the profile are measured by it" }, "Put right")),
    el("div", { class: "expected" }, known.expected === null ? el("p", {}, "The call does not tell.") : show(known.expected)),
    el("p", { class: "muted small" }, `${known.author}: ${known.reason} · `, moment(known.at)),
    back ? el("div", { class: "actions" }, back) : null,
  );
}

async function ask({ call, name, value, known, onDone }) {
  // Without the form, parts are written as JSON.
  const schema = await get(`calls/${encodeURIComponent(call.call_id)}/answers/schema`).catch(() => ({}));
  const form = answerForm({ schema, name, value });
  const nothing = fieldOf("nothing", "The call does not tell", checkbox(value === null && known));
  const reason = fieldOf("reason", "Why", input(known?.reason ?? "", { required: true, maxlength: 500 }), "Versions of the profile are measured by it; whoever reads it later wants to know.");
  const hide = () => {
    form.element.hidden = nothing.control.checked;
  };
  nothing.control.addEventListener("change", hide);
  hide();
  const act = async () => {
    const expected = nothing.control.checked ? null : form.read();
    await put(pathOf(call, name), { expected, reason: reason.control.value });
    onDone("The correction is saved.");
  };
  openDialog({ title: `Put right: ${words(name)}`, yes: "Save", parts: [form.element, nothing.element, reason.element], act, wide: !form.isPlain });
}

async function takeBack(call, name, onDone) {
  try {
    await remove(pathOf(call, name));
    onDone("The correction is taken back.");
  } catch (error) {
    toastProblem(error);
  }
}
