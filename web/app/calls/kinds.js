// Which files may be a recording or a transcript: what is offered to choose, and what is not worth sending.

/** What a person is offered to choose from. */
export const KINDS = "audio/*,video/mp4,video/webm,.m4a,.opus,.amr,.wma,.json";

// Browsers go by the ending of the name; what they do not know may be sound.
const MAY_BE_SOUND = /^$|^(audio|video)\/|^application\/(json|ogg|octet-stream)$/;

// Browsers differ in which endings they know: these are never sound, whatever one takes them for.
const NEVER_SOUND = /\.(txt|md|pdf|rtf|docx?|xlsx?|pptx?|odt|ods|odp|csv|tsv|html?|xml|ya?ml|log|eml|msg|png|jpe?g|gif|webp|bmp|tiff?|heic|svg|zip|rar|7z|gz|tar|exe|dmg|iso)$/i;

const ENDINGS = KINDS.split(",").filter((kind) => kind.startsWith("."));

/** Say whether the server may take a file. */
export function mayBeRecording({ name, type }) {
  const lower = name.toLowerCase();
  return ENDINGS.some((ending) => lower.endsWith(ending)) || (MAY_BE_SOUND.test(type) && !NEVER_SOUND.test(lower));
}
