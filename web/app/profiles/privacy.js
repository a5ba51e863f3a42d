// What nobody needs to read, and how long calls are kept.

import { el } from "../dom.js";
import { checkbox, fieldOf, input, numberOf } from "../fields.js";

const KINDS = [["card", "Card numbers"], ["iban", "Bank accounts (IBAN)"], ["email", "E-mail addresses"], ["ssn", "US social security numbers"], ["phone", "Phone numbers"]];
const REGIONS = ["US", "GB"];

/** Return the part of the form about privacy: its element, its fields and `read()`. */
export function privacyOf(given) {
  const { redaction } = given;
  const wanted = redaction ? (redaction.kinds ?? KINDS.map(([kind]) => kind)) : [];
  const kinds = KINDS.map(([kind, label]) => [kind, fieldOf(() => "redaction.kinds", label, checkbox(wanted.includes(kind)))]);
  const regions = fieldOf("redaction", "Phone numbers are from", input((redaction?.phone_regions ?? REGIONS).join(", "), { spellcheck: "false" }), "Codes of countries whose numbers are said without their country’s code.");
  const days = fieldOf("retention_days", "Days that calls are kept", input(given.retention_days, { inputmode: "numeric" }), "Calls are deleted so long after their end, unless they are on hold. Left empty: as the deployment says, or for ever.");
  const ticked = () => kinds.filter(([, field]) => field.control.checked).map(([kind]) => kind);
  const codes = () => regions.control.value.split(",").map((code) => code.trim()).filter(Boolean);
  return {
    element: el("div", {}, el("fieldset", { class: "kinds" }, el("legend", {}, "Values in whose place people and models read a placeholder"), kinds.map(([, field]) => field.element)), el("div", { class: "grid" }, regions.element, days.element)),
    fields: () => [...kinds.map(([, field]) => field), regions, days],
    read: () => ({ redaction: ticked().length ? { kinds: ticked(), phone_regions: codes() } : null, retention_days: numberOf(days.control.value) }),
  };
}
