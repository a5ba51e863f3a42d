// Where profiles are: in the page, and in the API.

/** Return the page's address of a profile, or of one of its versions. */
export function profileAddress(profileId, parameters = {}) {
  return `profiles.html?${new URLSearchParams({ id: profileId, ...parameters })}`;
}

/** Return the API path of a profile, or of what lies under it. */
export function profilePath(profileId, ...parts) {
  return ["profiles", profileId, ...parts].map(encodeURIComponent).join("/");
}
