import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** What is wrong with one field of a row; the path names properties and positions. */
export interface Problem {
  readonly path: readonly string[];
  readonly reason: string;
}

export type Read<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/** A compiled reader of rows: the value, or every field that is wrong with the reason in plain words. Never quotes what was given. */
export function rowReader<S extends TSchema>(schema: S): (value: unknown) => Read<Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { value: value as Static<S>, problems: [] };
    const problems = new Map<string, Problem>();
    for (const error of validator.Errors(value)) {
      for (const problem of problemsOf(error, schema)) {
        const key = problem.path.join('/');
        if (!problems.has(key)) problems.set(key, problem);
      }
    }
    return { problems: [...problems.values()] };
  };
}

type SchemaError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

function problemsOf(error: SchemaError, schema: TSchema): Problem[] {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({ path: [...path, name], reason: 'is missing' }));
    case 'additionalProperties':
      return error.params.additionalProperties.map((name) => ({ path: [...path, name], reason: 'is not known here' }));
    // Said by `additionalProperties` in better words.
    case 'boolean':
      return [];
    case 'enum':
      return [{ path, reason: `must be one of ${(schemaAt(schema, path)?.['enum'] as readonly string[] | undefined)?.join(', ')}` }];
    case 'pattern':
      return [{ path, reason: `must be ${String(schemaAt(schema, path)?.['description'] ?? 'of another form')}` }];
    // A cell that could not be taken apart.
    case 'type':
      return [{ path, reason: error.params.type === 'object' ? `must be ${describedAt(schema, path)}` : error.message }];
    default:
      return [{ path, reason: error.message }];
  }
}

function describedAt(schema: TSchema, path: readonly string[]): string {
  return String(schemaAt(schema, path)?.['description'] ?? 'an object');
}

type Node = Readonly<Record<string, unknown>>;

/** The part of the schema that speaks about a path. */
function schemaAt(schema: TSchema, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((node, segment) => {
    const { properties, items } = (node ?? {}) as { properties?: Record<string, Node>; items?: Node };
    return properties?.[segment] ?? items;
  }, schema as Node);
}

/** RFC 6901 §4. */
function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
