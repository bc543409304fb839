import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_POSTED_JSON_BYTES } from '../../../../devices/decoders/support/json-object.ts';
import { tolerantJson, withoutNaN } from '../../../../devices/decoders/support/tolerant-json.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const MARK = '\u0000no number\u0000';
const words = fc.constantFrom('NaN', '-NaN', 'Infinity', '-Infinity');
/** Texts that look like what is looked for, with the characters that end or do not end a string. */
const trap = fc.array(fc.constantFrom('NaN', '"', '\\', 'Infinity', '-', '{', ',', 'é', '\u{1f600}')).map((parts) => parts.join(''));
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    trap,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(MARK),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(trap, tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('the JSON of clouds', () => {
  it('reads a bare NaN or Infinity as nothing, wherever it stands, and leaves texts as they are', () => {
    fc.assert(
      fc.property(values, words, (value, word) => {
        const text = JSON.stringify(value).replaceAll(JSON.stringify(MARK), word);
        const wanted = JSON.parse(JSON.stringify(value).replaceAll(JSON.stringify(MARK), 'null')) as unknown;
        expect(tolerantJson(bytes(text))).toEqual({ value: wanted });
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing in a text without them, and never throws on any text or bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        if (!/NaN|Infinity/u.test(text)) expect(withoutNaN(text)).toBe(text);
        expect(['value', 'kind'].some((key) => key in tolerantJson(bytes(text)))).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (payload) => Object.keys(tolerantJson(payload)).length > 0));
  });

  it('does not make JSON of what is none', () => {
    for (const text of ['{NaN:1}', '[1NaN]', '[NaNNaN]', '["NaN]', '[NaN', '"\\', 'xNaN']) {
      expect(tolerantJson(bytes(text)), text).toMatchObject({ kind: 'malformed', code: 'ING_NOT_JSON' });
    }
  });

  it('takes the time of one walk for a megabyte of escaped quotes, or of lists within lists', () => {
    const quotes = bytes(`NaN "${'\\"'.repeat(MAX_POSTED_JSON_BYTES / 2 - 10)}`);
    expect(tolerantJson(quotes)).toMatchObject({ code: 'ING_NOT_JSON' });
    expect(tolerantJson(bytes('['.repeat(MAX_POSTED_JSON_BYTES)))).toMatchObject({ code: 'ING_NOT_JSON' });
    expect(tolerantJson(new Uint8Array(MAX_POSTED_JSON_BYTES + 1))).toMatchObject({ code: 'ING_TOO_LARGE' });
  }, 5000);
});
