// One field of a form: a label, a control, what it means, and a place for what is wrong with it.

import { el } from "./dom.js";

let made = 0;

/**
 * Return a field. `path` is its name in a profile's problems, or a function that returns it;
 * `problem(text)` shows what is wrong with it at the field, null takes that away.
 */
export function fieldOf(path, label, control, help = null) {
  const id = `field-${(made += 1)}`;
  const error = el("span", { class: "error", id: `${id}-error` });
  const told = help ? el("span", { class: "help", id: `${id}-help` }, help) : null;
  const ticked = control.type === "checkbox";
  control.id = id;
  control.setAttribute("aria-describedby", `${told ? `${id}-help ` : ""}${id}-error`);
  const name = el("label", { for: id }, label);
  const element = el("div", { class: ticked ? "field ticked" : "field" }, ticked ? [control, name] : [name, control], told, error);
  return {
    path: typeof path === "function" ? path : () => path,
    element,
    control,
    problem(text) {
      error.textContent = text ?? "";
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
  };
}

/** Return a line of text. */
export const input = (value, props = {}) => el("input", { type: "text", autocomplete: "off", ...props, value: value ?? "" });

/** Return several lines of text, as high as what is in them. */
export function textarea(value, props = {}) {
  const text = value ?? "";
  const rows = Math.min(14, Math.max(props.rows ?? 2, text.split("\n").length + Math.floor(text.length / 110)));
  return el("textarea", { ...props, rows, value: text });
}

/** Return a box to tick. */
export const checkbox = (value) => el("input", { type: "checkbox", checked: value === true });

/** Return a choice; options are [value, label]. */
export function select(options, chosen) {
  return el("select", {}, options.map(([value, label]) => el("option", { value, selected: value === (chosen ?? "") }, label)));
}

/** Return the lines of a text that say something. */
export const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** Return a text as a number; null if empty, and as it stands if it is none, so that the API says so. */
export function numberOf(text) {
  const clean = text.trim();
  if (!clean) return null;
  return Number.isNaN(Number(clean)) ? clean : Number(clean);
}
