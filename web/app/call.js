// The page of one call: loads it, keeps it live, and puts its parts together.

import { get } from "./api.js";
import { el, fill } from "./dom.js";
import { watchCalls } from "./events.js";
import { openShell, sentenceOf } from "./shell.js";
import { tickElapsed } from "./status.js";
import * as act from "./call/actions.js";
import { conversation } from "./call/conversation.js";
import { failurePanel, header, progressPanel } from "./call/header.js";
import { history } from "./call/history.js";
import { insights } from "./call/insights.js";
import { listenToKeys } from "./call/keys.js";
import { metrics } from "./call/metrics.js";
import { processing } from "./call/processing.js";
import { tabs } from "./call/tabs.js";

const asked = new URLSearchParams(location.search);
const callId = asked.get("id") ?? "";
const path = `calls/${encodeURIComponent(callId)}`;
const content = document.getElementById("content");
const view = { me: null, call: null, talk: null, transcript: null, talkOf: null, top: el("div", { class: "top-part" }), lower: el("div", { class: "call-body" }) };

async function load() {
  const call = await get(path);
  const wanted = call.transcript ? `${call.transcript.artifact} ${JSON.stringify(call.analysis)}` : null;
  view.call = call;
  document.title = `${call.file_name || call.call_id} · CallInsight`;
  fill(view.top, header(call, actions()), failurePanel(call, actions()), progressPanel(call));
  if (wanted !== view.talkOf) await drawTalk(call);
  view.talkOf = wanted;
  if (view.tabs) view.tabs.redraw();
  else drawTabs();
}

async function drawTalk(call) {
  view.transcript = call.transcript ? await get(`${path}/transcript`, { format: "json" }).catch(() => null) : null;
  view.talk?.element.remove();
  if (!view.transcript) return;
  const number = (name) => (asked.has(name) && Number.isFinite(Number(asked.get(name))) ? Number(asked.get(name)) : null);
  view.talk = conversation({ call, transcript: view.transcript, start: { seconds: number("t"), turnId: number("turn") } });
  view.lower.prepend(view.talk.element);
}

function drawTabs() {
  const again = () => (view.me.may("write") ? actions().reanalyze : null);
  const parts = { onPlace: (place) => view.talk?.goTo(place), onRerun: (step) => then(act.rerun(callId, step)), onRaw: () => act.download(`${path}/provider-answer`, {}, `${callId}-answer.json`) };
  view.tabs = tabs("About the call", [
    ["Insights", () => insights({ call: view.call, transcript: view.transcript, onAgain: again(), ...parts })],
    ["Metrics", () => metrics(view.call)],
    ["History", () => history(view.call)],
    ["Processing", () => processing({ call: view.call, mayWrite: view.me.may("write"), mayRaw: view.me.scopes.includes("raw"), ...parts })],
  ]);
  view.lower.append(view.tabs.element);
}

function actions() {
  const download = (format) => act.download(`${path}/transcript`, { format }, `${callId}.${format}`);
  if (!view.me.may("write")) return { download };
  return {
    download,
    reanalyze: () => then(act.reanalyze(view.call)),
    swap: () => then(act.swapRoles(callId)),
    edit: () => then(act.editMetadata(view.call)),
    erase: () => act.erase(callId),
    resume: () => then(act.rerun(callId, "persist")),
  };
}

const then = async (work) => ((await work) ? refresh() : null);

let loading = null;

// Changes that come while the call is being loaded are loaded once more afterwards, not side by side.
function refresh() {
  loading = (loading ?? Promise.resolve()).then(load).catch(failed);
  return loading;
}

function failed(error) {
  if (error.status === 404 || error.status === 422) gone("There is no call with this id", "It may have been deleted, or the link is not complete.");
  else if (!view.call) gone("The call cannot be shown", sentenceOf(error));
}

function gone(title, text) {
  fill(content, el("div", { class: "empty" }, el("h1", {}, title), el("p", {}, text), el("p", {}, el("a", { class: "button", href: "index.html" }, "All calls"))));
}

async function start() {
  view.me = await openShell();
  fill(content, view.top, view.lower);
  await refresh();
  if (!view.call) return;
  listenToKeys({ toggle: () => view.talk?.keys.toggle(), step: (by) => view.talk?.keys.step(by), search: () => view.talk?.keys.search(), claim: (by) => view.talk?.keys.claim(by) });
  tickElapsed();
  const onErased = () => gone("This call was deleted", "Recording, transcript and analyses are gone for ever.");
  const changed = (call) => call.updated_at !== view.call.updated_at || call.status !== view.call.status;
  watchCalls({ callId, onCall: (call) => changed(call) && refresh(), onErased, onReset: refresh });
}

start();
