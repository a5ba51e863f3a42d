// How calls of a profile are transcribed. The helps are the words of docs/profiles.md.

import { el } from "../dom.js";
import { checkbox, fieldOf, input, linesOf, numberOf, select, textarea } from "../fields.js";

const CHANNELS = [["", "Where the channels differ"], ["true", "Always"], ["false", "Never"]];
const HIDDEN = [
  ["enumerated_entity_type", "{CREDIT_CARD_1}"],
  ["entity_type", "{CREDIT_CARD}"],
  ["redacted", "{REDACTED}"],
];

const text = { show: (value) => input(value, { spellcheck: "false" }), read: (control) => control.value.trim() || null };
const number = { show: (value) => input(value, { inputmode: "decimal" }), read: (control) => numberOf(control.value) };
const tick = { show: checkbox, read: (control) => control.checked };
const listed = { show: (value) => input((value ?? []).join(", "), { spellcheck: "false" }), read: (control) => control.value.split(",").map((one) => one.trim()).filter(Boolean) };
const lines = { show: (value) => textarea((value ?? []).join("\n")), read: (control) => linesOf(control.value) };
const either = { show: (value) => select(CHANNELS, value === null ? "" : String(value)), read: (control) => (control.value ? control.value === "true" : null) };
const mode = { show: (value) => select(HIDDEN, value), read: (control) => control.value };

const FIELDS = [
  ["model", "Model of the transcription", text, "Another one than scribe_v2 has no known price."],
  ["language", "Language", text, "Code of one language, de or deu. Left empty, it is detected."],
  ["num_speakers", "Speakers at most", number, "1 to 32, where one channel holds several."],
  ["diarization_threshold", "Speaker threshold", number, "0.1 to 0.4, higher means fewer speakers. Needs speakers to be told apart, and no number of them."],
  ["multichannel", "A transcript for each channel", either, "Each channel is billed."],
  ["channel_roles", "Who speaks on each channel", listed, "In their order, with commas: agent, customer."],
  ["diarize", "Tell speakers apart within one stream", tick, null],
  ["detect_speaker_roles", "Let the provider name agent and customer", tick, "Costs a tenth more; not asked for where channels tell."],
  ["infer_roles", "Infer roles from what is said", tick, "Where nothing else tells."],
  ["tag_audio_events", "Tag laughter and the like", tick, "In the provider's answer; never among the words."],
  ["keyterms", "Key terms, one a line", lines, "Words or names to listen for, of up to five words and 50 characters; costs a fifth more."],
  ["entity_detection", "Entities to find", listed, "Kinds or categories, with commas: all, pii, phi, pci, credit_card. Costs three tenths more."],
  ["entity_redaction", "Entities to hide", listed, "Some of those to find."],
  ["entity_redaction_mode", "What stands instead", mode, null],
];

/** Return the controls of the transcription. */
export function transcription(settings) {
  const controls = FIELDS.map(([name, label, kind, help]) => {
    const field = fieldOf(`transcription.${name}`, label, kind.show(settings[name] ?? null), help);
    return { name, kind, field };
  });
  const read = () => Object.fromEntries(controls.map(({ name, kind, field }) => [name, kind.read(field.control)]));
  return {
    element: el("div", { class: "grid" }, controls.map(({ field }) => field.element)),
    fields: () => controls.map(({ field }) => field),
    read: () => ({ ...settings, ...kept(read()) }),
  };
}

/** Leave out an empty model: the API has one of its own. */
function kept({ model, ...rest }) {
  return model ? { model, ...rest } : rest;
}
