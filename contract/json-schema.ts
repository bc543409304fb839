/** Plain JSON, as it stands in a generated document. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Schemas that a document names once and refers to; the key is the very schema object. */
export type Named = ReadonlyMap<object, string>;

const COMPONENTS = '#/components/schemas/';

/**
 * A TypeBox schema as plain JSON Schema: named schemas become references, a union of literals becomes `enum`, and `$id` goes,
 * for in a document it would change what a reference is relative to.
 */
export function plainSchema(schema: object, named: Named): JsonObject {
  const name = named.get(schema);
  return name === undefined ? ownSchema(schema, named) : { $ref: `${COMPONENTS}${name}` };
}

/** The components section: each named schema in full, in order of names. */
export function componentSchemas(named: Named): Record<string, JsonObject> {
  const sorted = [...named].sort(([, one], [, other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([schema, name]) => [name, ownSchema(schema, named)]));
}

function ownSchema(schema: object, named: Named): JsonObject {
  const plain = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== '$id')
      .map(([key, value]) => [key, plainValue(value, named)]),
  );
  const literals = literalsOf(plain['anyOf']);
  if (!literals) return plain;
  const { anyOf: _folded, ...rest } = plain;
  return { type: 'string', enum: literals, ...rest };
}

function plainValue(value: unknown, named: Named): Json {
  if (Array.isArray(value)) return value.map((item) => plainValue(item, named));
  if (typeof value === 'object' && value !== null) return plainSchema(value, named);
  return value as Json;
}

function literalsOf(branches: Json | undefined): readonly Json[] | undefined {
  if (!Array.isArray(branches) || branches.length === 0) return undefined;
  const literals = branches.map((branch: JsonObject) => (branch['type'] === 'string' ? branch['const'] : undefined));
  return literals.every((literal) => typeof literal === 'string') ? literals : undefined;
}
