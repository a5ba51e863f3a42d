// The question before calls are deleted.

import { confirmed } from "./shell.js";

/** Ask whether `what`, as "3 calls", may be deleted; resolves to true for yes. */
export const askErase = (what) =>
  confirmed({ title: `Delete ${what}?`, text: "Recordings, transcripts and analyses are deleted for good; this cannot be undone.", yes: `Delete ${what}`, danger: true });
