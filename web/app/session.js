// The credential of this tab. It is gone when the tab is closed, and is sent to our API alone.

const NAME = "callinsight.credential";

/** Return the API key or token this tab uses, or null. */
export function credential() {
  return sessionStorage.getItem(NAME);
}

/** Use another credential from now on; null forgets the present one. */
export function setCredential(value) {
  if (value) sessionStorage.setItem(NAME, value);
  else sessionStorage.removeItem(NAME);
}
