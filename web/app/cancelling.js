// Cancelling calls that run or wait: a question first, because what is under way may be paid already.

import { post } from "./api.js";
import { confirmed, toastProblem } from "./shell.js";

const TEXT = "A request that is already with a provider may still be paid. A re-run goes on where the work stopped; nothing finished is paid again.";

/** Ask before calls are cancelled; `what` names them. */
export const askCancel = (what) => confirmed({ title: `Cancel ${what}?`, text: TEXT, yes: "Cancel processing", danger: true });

export const cancellation = (callId) => post(`calls/${callId}/cancellation`);

/** Cancel one call, after asking. */
export async function cancelCall(callId, done) {
  if (!(await askCancel("this call"))) return;
  try {
    await cancellation(callId);
    done("The call is cancelled.");
  } catch (error) {
    toastProblem(error);
  }
}
