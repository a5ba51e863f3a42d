// A JSON schema as the controls it needs; what is too free for any of them is JSON.

const KINDS = { string: "text", boolean: "yesOrNo", integer: "number", number: "number" };
// So many numbers still fit beside each other.
const MOST_NUMBERS = 6;

/** Return what a control has to know of a schema; `root` holds what it refers to. */
export function formOf(schema, root) {
  const { whole, nullable } = oneOf(schema, root);
  const help = schema.description ?? whole?.description ?? null;
  return { ...kindOf(whole ?? {}, root), nullable, help };
}

function kindOf(whole, root) {
  if (Array.isArray(whole.enum)) return { kind: "choice", values: whole.enum.filter((value) => value !== null) };
  const [type, another] = typesOf(whole);
  if (another) return { kind: "json" };
  if (type === "object" && whole.properties) return { kind: "group", properties: whole.properties, isClaim: "quote" in whole.properties };
  if (type === "array") return arrayOf(whole, root);
  return { kind: KINDS[type] ?? "json" };
}

function arrayOf(whole, root) {
  const items = formOf(whole.items ?? {}, root);
  if (items.kind === "text") return { kind: "lines" };
  if (items.kind === "group") return { kind: "list", items };
  if (items.kind !== "number") return { kind: "json" };
  const isFew = whole.minItems === whole.maxItems && whole.maxItems <= MOST_NUMBERS;
  if (isFew) return { kind: "numbers", count: whole.maxItems };
  return { kind: items.nullable ? "json" : "row" };
}

const typesOf = (whole) => [whole.type ?? []].flat().filter((type) => type !== "null");

/** Return the one schema that is not null, if there is one, and whether null may stand there too. */
function oneOf(schema, root) {
  const whole = schema.$ref ? { ...referredTo(schema.$ref, root), ...schema, $ref: undefined } : schema;
  const branches = whole.anyOf ?? whole.oneOf;
  if (!branches) return { whole, nullable: [whole.type].flat().includes("null") || Boolean(whole.enum?.includes(null)) };
  const some = branches.filter((branch) => branch.type !== "null");
  if (some.length !== 1) return { whole: null, nullable: true };
  const inner = oneOf(some[0], root);
  return { whole: inner.whole, nullable: inner.nullable || some.length < branches.length };
}

function referredTo(reference, root) {
  const steps = reference.replace(/^#\//, "").split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.reduce((found, step) => found?.[step], root) ?? {};
}
