// Times, lengths and sums as people read them.

import { el } from "./dom.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const SMALLEST_SUM = 0.0001;

/** Return seconds as a place in a call: 3:07, or 1:02:03. */
export function clock(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE), whole % MINUTE];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Return a length of time in words: 4 s, 3 min, 2 h 5 min. */
export function lasting(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds > 0 && seconds < 0.05) return "< 0.1 s";
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** Return US dollars: small sums keep the digits that matter; null is unknown, which is not nothing. */
export function money(usd) {
  if (usd === null || usd === undefined) return "–";
  if (usd === 0) return "$0";
  if (usd < SMALLEST_SUM) return `< $${SMALLEST_SUM}`;
  return `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`;
}

/** Return the size of a file: 512 B, 48 KB, 3.2 MB. */
export function size(bytes) {
  const [unit, name] = [[1e9, "GB"], [1e6, "MB"], [1e3, "KB"]].find(([least]) => bytes >= least) ?? [1, "B"];
  const number = bytes / unit;
  return `${number < 10 && unit > 1e3 ? number.toFixed(1) : Math.round(number)} ${name}`;
}

/** Return how many seconds ago a moment was; clocks differ, but nothing was in the future. */
export function secondsSince(moment) {
  return Math.max(0, Date.now() - new Date(moment).getTime()) / 1000;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** Return a moment as a <time>: short to read, whole on demand. */
export function moment(text) {
  if (!text) return el("span", {}, "–");
  const date = new Date(text);
  const today = date.toDateString() === new Date().toDateString();
  const short = today ? CLOCK.format(date) : `${DATE.format(date)}, ${CLOCK.format(date)}`;
  return el("time", { datetime: text, title: FULL.format(date) }, short);
}

/** Return a name of the API as words: `reason_for_call` as "Reason for call". */
export function words(name) {
  const text = String(name).replaceAll("_", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
