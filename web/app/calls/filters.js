// Filters of the list: kept in the page's address, sent to the API, and asked of a call that has changed.

export const NAMES = ["q", "status", "profile", "from", "to", "customer", "agent", "topic", "outcome", "flag"];

/** Return the filters a page's address names; what is empty is left out. */
export function filtersOf(search) {
  const given = new URLSearchParams(search);
  const named = NAMES.map((name) => [name, (given.get(name) ?? "").trim()]);
  return Object.fromEntries(named.filter(([, value]) => value));
}

/**
 * Put the filters into the page's address, so that a reload and a shared link show the same, and Back
 * undoes the change. What is typed into one field (`typed`) is one change, however often it pauses.
 */
export function keepInAddress(filters, typed = null) {
  const text = new URLSearchParams(filters).toString();
  const address = text ? `?${text}` : location.pathname;
  if (new URL(address, location.href).href === location.href) return;
  if (typed && history.state?.typed === typed) history.replaceState({ typed }, "", address);
  else history.pushState({ typed }, "", address);
}

/** Return the parameters of the API: days of this person's calendar become moments. */
export function queryOf({ profile, from, to, ...same }) {
  return { ...same, profile_id: profile, created_from: startOf(from)?.toISOString(), created_to: endOf(to)?.toISOString() };
}

function startOf(day) {
  const date = day ? new Date(`${day}T00:00:00`) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

function endOf(day) {
  const date = startOf(day);
  date?.setHours(23, 59, 59, 999);
  return date;
}

const same = (one, other) => String(one ?? "").toLowerCase() === other.toLowerCase();
const SEARCHED = ["file_name", "customer", "agent", "topic"];

const FITS = {
  q: (call, text) => SEARCHED.some((name) => String(call[name] ?? "").toLowerCase().includes(text.toLowerCase())),
  status: (call, status) => call.status === status,
  profile: (call, id) => call.profile_id === id,
  from: (call, day) => !startOf(day) || new Date(call.created_at) >= startOf(day),
  to: (call, day) => !endOf(day) || new Date(call.created_at) <= endOf(day),
  flag: (call, flag) => (call.flags ?? []).includes(flag),
};

/** Say whether a call belongs into the list under these filters, as the API would. */
export function fits(call, filters) {
  return Object.entries(filters).every(([name, value]) => (FITS[name] ?? ((one) => same(one[name], value)))(call, value));
}
