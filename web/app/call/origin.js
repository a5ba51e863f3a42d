// Where the words of a call come from: a recording that was heard, or a transcript that was there.

import { el } from "../dom.js";

// These run on our own machines: there is no provider, and so no answer of one.
const OWN_ENGINES = new Set(["pocketsphinx", "faster-whisper"]);

/** Say whether a call came as a transcript, so that there is nothing to play. */
export const isImported = ({ sound }) => sound?.media_type === "application/json";

/** Say whether a provider may have answered for a call; of a recording in pieces only the API knows. */
export const mayHaveAnswer = (call) => Boolean(call.transcript) && !isImported(call) && !OWN_ENGINES.has(call.transcript.engine);

/** Return what stands where the player of another call is. */
export const noRecording = () => el("p", { class: "muted small no-recording" }, "This call came as a transcript; there is no recording to play.");
