// An operation as a line for a terminal, with the values of its examples.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Return the command; `$API` is where the API is, `$KEY` the caller's key. */
export function curlOf(operation) {
  const parts = ["curl"];
  if (operation.method !== "GET") parts.push(`-X ${operation.method}`);
  if (operation.security) parts.push('-H "Authorization: Bearer $KEY"');
  const body = operation.requestBody?.content["application/json"]?.example;
  if (body) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
  parts.push(`"$API${addressOf(operation)}"`);
  return parts.join(" \\\n  ");
}

function addressOf({ path, parameters = [] }) {
  const filled = parameters.filter((each) => each.in === "path").reduce((text, each) => text.replace(`{${each.name}}`, exampleOf(each)), path);
  const needed = parameters.filter((each) => each.in === "query" && each.required);
  return needed.length ? `${filled}?${needed.map((each) => `${each.name}=${encodeURIComponent(exampleOf(each))}`).join("&")}` : filled;
}

const exampleOf = ({ schema }) => schema.examples?.[0] ?? "";
