// The API, wherever it is: `config.json` beside the pages says so.

import { credential, setCredential } from "./session.js";

const configured = fetch(new URL("../config.json", import.meta.url)).then((answer) => answer.json());

/** An answer that is not what was asked for: one sentence, a stable code, and what to do. */
export class Problem extends Error {
  constructor({ status = 0, detail, code = "unreachable", hint = "", field = null }) {
    super(detail);
    Object.assign(this, { status, code, hint, field });
  }
}

/** Ask for a credential; the shell puts a dialog here. Resolves to true if one was given. */
export const signIn = { ask: async () => false };

/** Return the address of an API path, with the parameters that are neither null nor empty. */
export async function address(path, query = {}) {
  const { api } = await configured;
  const base = new URL(api.endsWith("/") ? api : `${api}/`, new URL("../config.json", import.meta.url));
  const url = new URL(path.replace(/^\//, ""), base);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== "") url.searchParams.append(name, one);
    }
  }
  return url;
}

/** Send a request and return the raw response; throws `Problem` for everything that is no success. */
export async function request(path, { query, method = "GET", body, headers = {}, signal } = {}) {
  const url = await address(path, query);
  for (;;) {
    const used = credential();
    const answer = await sent(url, { method, body, headers, signal }, used);
    if (answer.ok) return answer;
    const problem = await problemOf(answer);
    if (problem.status !== 401) throw problem;
    if (credential() === used) setCredential(null);
    if (!credential() && !(await signIn.ask(used !== null))) throw problem;
  }
}

async function sent(url, { method, body, headers, signal }, used) {
  const all = { Accept: "application/json", ...headers };
  if (used) all.Authorization = `Bearer ${used}`;
  if (body !== undefined) all["Content-Type"] = "application/json";
  try {
    return await fetch(url, {
      method,
      headers: all,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ detail: "CallInsight cannot be reached.", hint: "Is it running, and are you online?" });
  }
}

async function problemOf(answer) {
  try {
    return new Problem({ ...(await answer.json()), status: answer.status });
  } catch {
    return new Problem({ status: answer.status, code: "unreadable", detail: `CallInsight answered with status ${answer.status}.` });
  }
}

const json = async (path, options) => (await request(path, options)).json();

export const get = (path, query, options = {}) => json(path, { query, ...options });
export const post = (path, body, options = {}) => json(path, { method: "POST", body, ...options });
export const put = (path, body) => json(path, { method: "PUT", body });
export const patch = (path, body) => json(path, { method: "PATCH", body });
export const remove = (path) => json(path, { method: "DELETE" });
