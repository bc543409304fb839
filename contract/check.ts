import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

export type Checked<T> = { ok: true; value: T } | { ok: false; detail: string };

/**
 * A compiled check of a schema: the value itself, or where and why it is wrong (first error, JSON pointer first).
 * The wrong value is never quoted: it may be an identifier.
 */
export function checker<S extends TSchema>(schema: S): (value: unknown) => Checked<Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { ok: true, value: value as Static<S> };
    const first = validator.Errors(value)[0];
    return { ok: false, detail: first ? `${first.instancePath || '/'} ${first.message}` : '/ is wrong' };
  };
}
