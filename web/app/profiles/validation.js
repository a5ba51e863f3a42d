// What is wrong with a profile, told while it is written, each problem at its field.

import { post } from "../api.js";
import { el, fill } from "../dom.js";

const WAIT = 400;

/**
 * Return a validation of the form. `soon()` checks once the typing pauses, `now()` at once; both
 * show the problems, which also come with `told(problems)`. `elsewhere` takes those of no field.
 */
export function validation({ form, identity, elsewhere, told }) {
  let timer = null;
  let latest = 0;
  const now = async () => {
    clearTimeout(timer);
    const mine = (latest += 1);
    const own = form.problems();
    const found = own.length ? own : (await post("profiles/checks", { document: { ...form.read(), ...identity } })).problems;
    if (mine === latest) told(showProblems(form, found, elsewhere));
    return found;
  };
  const soon = () => {
    clearTimeout(timer);
    // A check that cannot be made says nothing: saving checks again, and tells why it cannot.
    timer = setTimeout(() => now().catch(() => {}), WAIT);
  };
  return { soon, now };
}

/** Show each problem at its field, the others in `elsewhere`; returns the problems. */
export function showProblems(form, problems, elsewhere) {
  const fields = form.fields();
  const rest = problems.filter((problem) => !ownerOf(fields, problem));
  for (const field of fields) {
    const own = problems.filter((problem) => ownerOf(fields, problem) === field);
    field.problem(own.length ? own.map(({ message }) => message).join(" ") : null);
  }
  fill(elsewhere, rest.map(({ field, message }) => el("li", {}, field ? `${field}: ${message}` : message)));
  elsewhere.hidden = rest.length === 0;
  return problems;
}

/** Return the field whose path is the longest beginning of the problem's, or undefined. */
function ownerOf(fields, { field }) {
  const under = fields.filter((one) => field === one.path() || String(field).startsWith(`${one.path()}.`));
  return under.sort((one, other) => other.path().length - one.path().length)[0];
}
