import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { checker } from '../../contract/check.ts';
import { AislegateError } from '../../contract/errors.ts';

export type Part = 'params' | 'query' | 'body';

/**
 * A compiled reader of one part of a request: the value by its schema, or API_INVALID that says where it is wrong, never what was sent.
 * Parameters and queries are text, so numbers and truth values are read out of it; a body says its types itself.
 */
export function inputReader(part: Part, schema: TSchema | undefined): (value: unknown) => unknown {
  if (!schema) return () => undefined;
  const check = checker(schema);
  return (value) => {
    const checked = check(part === 'body' ? value : Value.Convert(schema, Value.Default(schema, { ...(value as object) })));
    if (!checked.ok) throw new AislegateError('API_INVALID', { detail: `${part} ${checked.detail}` });
    return checked.value;
  };
}
