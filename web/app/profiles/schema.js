// Keeps the schema of the answer in step with the questions: each question has a field there.

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Return a function to be called with the questions' names after each change of them. `control`
 * holds the schema's text; a schema that is empty or no JSON is left alone, and so is every field
 * that somebody gave another shape than text or null.
 */
export function schemaInStep(control, names) {
  let before = [...names];
  // A field that no question has had was not made for one.
  const ours = new Set(before);
  return (after) => {
    const schema = schemaOf(control.value);
    if (!schema) {
      if (!control.value.trim()) before = after;
      return;
    }
    const gone = before.filter((name) => !after.includes(name) && ours.has(name) && isPlain(schema.properties[name]));
    const come = after.filter((name) => !before.includes(name) && NAME.test(name) && !(name in schema.properties));
    before = after;
    for (const name of come) ours.add(name);
    if (gone.length || come.length) control.value = JSON.stringify(changed(schema, gone, come), null, 2);
  };
}

function schemaOf(text) {
  try {
    const schema = JSON.parse(text);
    return schema?.properties && typeof schema.properties === "object" ? schema : null;
  } catch {
    return null;
  }
}

function isPlain(field) {
  const { type, ...rest } = field ?? {};
  return Array.isArray(type) && [...type].sort().join() === "null,string" && Object.keys(rest).length === 0;
}

/** What is renamed keeps its place; what is new comes last. */
function changed(schema, gone, come) {
  const renamed = new Map(gone.map((name, place) => [name, come[place]]));
  const added = come.slice(gone.length);
  const inStep = (names) => names.map((name) => (renamed.has(name) ? renamed.get(name) : name)).filter(Boolean);
  const former = new Map([...renamed].map(([from, to]) => [to, schema.properties[from]]));
  const fields = [...inStep(Object.keys(schema.properties)), ...added];
  const properties = Object.fromEntries(fields.map((name) => [name, schema.properties[name] ?? former.get(name) ?? { type: ["string", "null"] }]));
  const required = [...inStep(schema.required ?? []), ...added];
  return { ...schema, properties, ...(schema.required || added.length ? { required } : {}) };
}
