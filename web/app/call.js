// The page of one call: loads it, keeps it live, and puts its parts together.

import { get, post } from "./api.js";
import { el, fill } from "./dom.js";
import { watchCalls } from "./events.js";
import { askReanalyze, askRerun } from "./rerunning.js";
import { openShell, sentenceOf, toast, toastProblem } from "./shell.js";
import { tickElapsed } from "./status.js";
import * as act from "./call/actions.js";
import { asking } from "./call/asking.js";
import { conversation } from "./call/conversation.js";
import { failurePanel, header, progressPanel } from "./call/header.js";
import { history } from "./call/history.js";
import { holding, holdPanel } from "./call/holding.js";
import { insights } from "./call/insights.js";
import { listenToKeys } from "./call/keys.js";
import { metrics } from "./call/metrics.js";
import { processing } from "./call/processing.js";
import { scores } from "./call/scores.js";
import { tabs } from "./call/tabs.js";
import { cancelCall } from "./cancelling.js";

const callId = new URLSearchParams(location.search).get("id") ?? "";
const path = `calls/${encodeURIComponent(callId)}`;
const content = document.getElementById("content");
const view = { me: null, call: null, talk: null, transcript: null, talkOf: null, earlier: null, corrections: [], top: el("div", { class: "top-part" }), lower: el("div", { class: "call-body" }) };

async function load() {
  const call = await get(path);
  if (view.call && !isNews(call)) return;
  [view.call, view.earlier] = [call, null];
  document.title = `${call.file_name || call.call_id} · CallInsight`;
  fill(view.top, header(call, actions()), holdPanel(call), failurePanel(call, actions()), progressPanel(call));
  if ((call.transcript?.artifact ?? null) !== view.talkOf) await drawTalk(call);
  else view.talk?.showClaims(call.analysis);
  await loadCorrections();
  if (view.tabs) view.tabs.redraw();
  else drawTabs();
}

const isNews = (call) => call.updated_at !== view.call.updated_at || call.status !== view.call.status;

async function loadCorrections() {
  view.corrections = view.call.analysis ? await get(`${path}/corrections`).then(({ corrections }) => corrections, () => []) : [];
}

async function drawTalk(call) {
  const artifact = call.transcript?.artifact ?? null;
  view.transcript = artifact ? await get(`${path}/transcript`, { format: "json" }).catch(() => null) : null;
  const start = view.talk ? { seconds: view.talk.time(), turnId: null } : linkedPlace();
  view.talk?.stop();
  view.talk?.element.remove();
  view.talk = view.transcript && conversation({ call, transcript: view.transcript, start });
  view.talkOf = view.transcript ? artifact : null;
  if (view.talk) view.lower.prepend(view.talk.element);
}

function linkedPlace() {
  const place = new URLSearchParams(location.search);
  const number = (name) => (place.has(name) && Number.isFinite(Number(place.get(name))) ? Number(place.get(name)) : null);
  return { seconds: number("t"), turnId: number("turn") };
}

function drawTabs() {
  const reanalyze = () => (view.me.may("write") ? actions().reanalyze : null);
  const onScored = view.me.may("write") ? () => done("The score is saved.") : null;
  const parts = { onPlace: (place) => view.talk?.goTo(place), onRerun: rerunFrom, onRaw: () => act.download(`${path}/provider-answer`, {}, `${callId}-answer.json`) };
  view.tabs = tabs("About the call", [
    ["Insights", () => el("div", { class: "cards" }, insights({ call: view.call, transcript: view.transcript, earlier: view.earlier, corrections: view.corrections, onCorrected: view.me.may("write") ? corrected : null, onAgain: reanalyze(), onPresent: () => showAnalysis(null), ...parts }), view.earlier ? null : scores({ call: view.call, transcript: view.transcript, onScored, ...parts }))],
    ["Ask", () => asking({ call: view.call, transcript: view.transcript, mayWrite: view.me.may("write"), ...parts })],
    ["Metrics", () => metrics(view.call)],
    ["History", () => history({ call: view.call, transcript: view.transcript, onShow: (id) => get(`${path}/analyses/${encodeURIComponent(id)}`).then(showAnalysis, toastProblem), ...parts })],
    ["Processing", () => processing({ call: view.call, mayWrite: view.me.may("write"), mayRaw: view.me.scopes.includes("raw"), ...parts })],
  ]);
  view.lower.append(view.tabs.element);
}

/** Show an earlier analysis, or the present one for null, where it is read and heard. */
function showAnalysis(earlier) {
  view.earlier = earlier;
  view.talk?.showClaims(earlier ?? view.call.analysis);
  view.tabs.open(0);
}

function actions() {
  if (!view.me.may("write")) return {};
  return {
    reanalyze: () => askReanalyze({ title: "Re-analyze", callIds: [callId], profileId: view.call.profile_id, act: (wanted) => again(wanted, "Queued to be analyzed again.") }),
    rerun: () => rerunFrom("analyze"),
    resume: () => act.resume(callId, done),
    swap: () => act.swapRoles(callId, done),
    cancel: () => cancelCall(callId, done),
    edit: () => act.editMetadata(view.call, done),
    erase: view.call.hold ? null : () => act.erase(callId),
    ...(view.me.may("admin") ? holding(callId, done) : {}),
  };
}

const rerunFrom = (chosen) => askRerun({ title: "Run the call again", yes: "Run again", callIds: [callId], chosen, act: (wanted) => again(wanted, "The call is queued again.") });

async function again(wanted, sentence) {
  await post(`${path}/reruns`, wanted);
  done(sentence);
}

/** A correction changes nothing about the call itself. */
async function corrected(sentence) {
  toast(sentence);
  await loadCorrections();
  view.tabs.redraw();
}

/** Tell what was done, and show the call as it is now. */
function done(sentence) {
  toast(sentence);
  refresh();
}

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
  if (!callId) return gone("No call is named", "Open one from the list of calls.");
  fill(content, view.top, view.lower);
  await refresh();
  if (!view.call) return;
  listenToKeys({ toggle: () => view.talk?.keys.toggle(), step: (by) => view.talk?.keys.step(by), search: () => view.talk?.keys.search(), claim: (by) => view.talk?.keys.claim(by) });
  tickElapsed();
  const onErased = () => gone("This call was deleted", "Recording, transcript and analyses are gone for ever.");
  // What changed before the line stood was told to nobody.
  const onState = (state) => state === "live" && refresh();
  watchCalls({ callId, onCall: (call) => isNews(call) && refresh(), onErased, onReset: refresh, onState });
}

start();
