// JSON Schema in a few words: the type of a value, and the fields of an object.

/** Return what a reference points to, or the schema itself. */
export function resolved(schema, api) {
  if (!schema?.$ref) return schema ?? {};
  return schema.$ref.slice(2).split("/").reduce((part, name) => part[name], api);
}

/** Return a type as people say it: `text`, `list of Turn`, `live or backfill`. */
export function typeOf(schema, api) {
  if (schema.$ref) return typeOfNamed(schema, api);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(" or ");
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, api)).join(" or ");
  if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items, api) : "anything"}`;
  if (schema.format === "date-time") return "time";
  return { string: "text", integer: "whole number", number: "number", boolean: "true or false", object: "object", null: "null" }[schema.type] ?? "anything";
}

function typeOfNamed(schema, api) {
  const named = resolved(schema, api);
  return named.enum ? named.enum.join(" or ") : schema.$ref.split("/").pop();
}

/** Return the fields of an object: name, type, whether it must be there, and what it means. */
export function fieldsOf(schema, api) {
  const { properties = {}, required = [] } = resolved(schema, api);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    type: typeOf(field, api),
    required: required.includes(name),
    description: field.description ?? resolved(field, api).description ?? "",
  }));
}
