// The form of a profile: a document in, the document as it is edited out.

import { el } from "../dom.js";
import { fieldOf, input, numberOf, select, textarea } from "../fields.js";
import { alertsOf } from "./alerts.js";
import { answersOf } from "./answers.js";
import { categories } from "./categories.js";
import { privacyOf } from "./privacy.js";
import { checks, keywords, questions } from "./questions.js";
import { schemaInStep } from "./schema.js";
import { scorecards } from "./scorecards.js";
import { transcription } from "./transcription.js";

const EFFORTS = [["", "As the model does"], ...["none", "minimal", "low", "medium", "high", "xhigh", "max"].map((one) => [one, one])];
const WAYS = [["true", "One for all questions"], ["false", "One for each question"]];

/** Return the form: its element, its fields, `read()` for the document and `problems()` of its own. */
export function profileForm(given, changed) {
  const basics = basicsOf(given);
  const inStep = schemaInStep(basics.output_schema.control, Object.keys(given.prompts));
  const asked = () => {
    inStep(Object.keys(lists.prompts.read()));
    changed();
  };
  const lists = {
    prompts: questions(given.prompts, asked),
    keywords: keywords(given.keywords ?? {}, changed),
    checks: checks(given.checks ?? [], changed),
    categories: categories(given.categories, changed),
    scorecards: scorecards(given.scorecards, changed),
  };
  const parts = [answersOf(given), alertsOf(given), privacyOf(given)];
  const [answers, alerts, privacy] = parts;
  const heard = transcription(given.transcription ?? {});
  const element = el(
    "div",
    { class: "sections" },
    section("Profile", null, el("div", { class: "grid" }, ["name", "openai_model", "temperature", "reasoning_effort", "max_output_tokens", "comprehensive_analysis"].map((name) => basics[name].element))),
    section("Questions", "Each name is a field of the result, and of the schema below if there is one; the model reads them in this order.", basics.system_prompt.element, lists.prompts.element),
    section("Schema of the answer", null, basics.output_schema.element),
    section("Fields and claims", "Typed answers beside the questions above, and what becomes of claims.", el("div", { class: "grid" }, answers.elements)),
    section("Keywords", "Phrases to find, by topic; whole words, whatever the case. Counted without a model.", lists.keywords.element),
    section("Checks", "Was one of the phrases said, by whom, and when? Answered without a model.", lists.checks.element),
    section("Categories", "Kinds of calls, told apart by what is said and when. Answered without a model, and for nothing.", lists.categories.element),
    section("Scorecards", "The share of the weights that passed; what is not applicable counts for nothing.", lists.scorecards.element),
    section("Alerts", "What receivers of webhooks are told at once.", alerts.element),
    section("Privacy", null, privacy.element),
    section("Transcription", "How calls of this profile are transcribed. Changing it means that calls are transcribed, and paid, again.", heard.element),
  );
  element.addEventListener("input", asked);
  return {
    element,
    fields: () => [...Object.values(basics), ...parts.flatMap((part) => part.fields()), ...Object.values(lists).flatMap((list) => list.fields()), ...heard.fields()],
    problems: () => [...schemaProblems(basics.output_schema), ...lists.prompts.problems(), ...lists.keywords.problems()],
    read: () => ({
      ...given,
      ...readBasics(basics),
      ...Object.assign({}, ...parts.map((part) => part.read())),
      ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.read()])),
      transcription: heard.read(),
    }),
  };
}

let sections = 0;

function section(title, help, ...parts) {
  const id = `section-${(sections += 1)}`;
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, title), help ? el("p", { class: "muted small" }, help) : null, parts);
}

function basicsOf(given) {
  const schema = given.output_schema ? JSON.stringify(given.output_schema, null, 2) : "";
  const all = [
    ["name", "Name", input(given.name, { maxlength: 200 })],
    ["openai_model", "Model", input(given.openai_model, { spellcheck: "false" })],
    ["temperature", "Temperature", input(given.temperature, { inputmode: "decimal" }), "0 to 2. Left out if the model takes none, and then named in the result."],
    ["reasoning_effort", "How long it thinks", select(EFFORTS, given.reasoning_effort), "As the model does, or none beside a temperature."],
    ["max_output_tokens", "Tokens at most", input(given.max_output_tokens, { inputmode: "numeric" }), "256 to 200,000; thoughts count too, and it is doubled once if it was too little."],
    ["comprehensive_analysis", "Requests", select(WAYS, String(given.comprehensive_analysis ?? true))],
    ["system_prompt", "System prompt", textarea(given.system_prompt, { rows: 3 }), "Who the model is, and in which language it answers."],
    ["output_schema", "JSON Schema", textarea(schema, { class: "code", spellcheck: "false", rows: 3 }), "Of type object, with a property for each answer. Left empty: text or null for each question. Where every object is closed (additionalProperties: false) and requires all its fields, the provider enforces it while the model writes."],
  ];
  return Object.fromEntries(all.map(([name, ...rest]) => [name, fieldOf(name, ...rest)]));
}

function readBasics(basics) {
  const of = (name) => basics[name].control.value;
  return {
    name: of("name").trim(),
    openai_model: of("openai_model").trim(),
    temperature: numberOf(of("temperature")),
    reasoning_effort: of("reasoning_effort") || null,
    max_output_tokens: numberOf(of("max_output_tokens")),
    comprehensive_analysis: of("comprehensive_analysis") === "true",
    system_prompt: of("system_prompt"),
    output_schema: parsed(of("output_schema")),
  };
}

/** Return the schema; one that is no JSON is told by `schemaProblems`, and stands as none meanwhile. */
function parsed(text) {
  try {
    return text.trim() ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function schemaProblems({ control }) {
  try {
    if (control.value.trim()) JSON.parse(control.value);
    return [];
  } catch (error) {
    return [{ field: "output_schema", message: `This is no JSON: ${error.message}.` }];
  }
}
