// Live status: server-sent events read with fetch, because EventSource cannot send a credential.

import { request } from "./api.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const FORBIDDEN = 403;

/**
 * Tell of every change of a call until the returned function is called. `onReset` means that
 * changes were missed: load again. `onState` gets "live", "waiting", or "off" for who may not hear.
 */
export function watchCalls({ callId = null, onCall, onErased = () => {}, onReset = () => {}, onState = () => {} }) {
  const ending = new AbortController();
  const told = { call: onCall, erased: onErased, reset: onReset };
  follow(ending.signal, callId, (name, data) => told[name]?.(data), onState);
  return () => ending.abort();
}

async function follow(signal, callId, tell, onState) {
  let wait = FIRST_WAIT;
  const place = { id: null };
  while (!signal.aborted) {
    try {
      const headers = { Accept: "text/event-stream", ...(place.id ? { "Last-Event-ID": place.id } : {}) };
      const answer = await request("calls/events", { query: { call_id: callId }, headers, signal });
      onState("live");
      wait = FIRST_WAIT;
      await read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), place, tell);
    } catch (error) {
      if (signal.aborted) return;
      if (error.status === FORBIDDEN) return void onState("off");
    }
    onState("waiting");
    await new Promise((done) => setTimeout(done, wait * (0.75 + Math.random() / 2)));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
}

async function read(reader, place, tell) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) told(block, place, tell);
  }
}

function told(block, place, tell) {
  const fields = { event: "message", data: [] };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "data") fields.data.push(value);
    else if (name) fields[name] = value;
  }
  if (fields.id) place.id = fields.id;
  if (fields.data.length) tell(fields.event, JSON.parse(fields.data.join("\n")));
}
