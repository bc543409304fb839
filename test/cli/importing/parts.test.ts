import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvParts, jsonParts } from '../../../cli/importing/parts.ts';
import { readCsv } from '../../../cloud/distribution/csv.ts';

const COLUMNS = { required: ['member_id'], optional: ['first_name'] };

async function all(parts: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const part of parts) list.push(part);
  return list;
}

/** The text in pieces of some length, as a stream reads it. */
const pieces = (text: string, length: number): string[] => text.match(new RegExp(`[^]{1,${length}}`, 'gu')) ?? [];

const cell = fc.constantFrom('', 'Ada', '"Ann, ""Nan"""', '"two\nlines"', '"\r\n"', 'x');
const csv = fc
  .tuple(fc.constantFrom('\n', '\r\n'), fc.array(fc.tuple(fc.constantFrom('M-1', 'M-22', '"M-3"'), cell), { maxLength: 30 }), fc.boolean())
  .map(([end, rows, isEnded]) => `\uFEFFmember_id,first_name${end}${rows.map((row) => row.join(',')).join(end)}${isEnded ? end : ''}`);

describe('a file in parts', () => {
  it('has the same rows as the file as a whole, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(csv, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 120 }), async (text, length, characters) => {
        const parts = await all(csvParts(pieces(text, length), characters));
        expect(parts.flatMap((part) => readCsv(part, COLUMNS))).toEqual(readCsv(text, COLUMNS));
      }),
    );
  });

  it('of JSON has the same rows, whatever brackets and quotes stand in their texts', async () => {
    const row = fc.record({ a: fc.string(), b: fc.array(fc.oneof(fc.string(), fc.constant('],[{"\\')), { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 120 }),
        async (rows, length, characters) => {
          const parts = await all(jsonParts(pieces(JSON.stringify(rows, undefined, 1), length), characters));
          expect(parts.flatMap((part) => JSON.parse(part) as unknown[])).toEqual(rows);
        },
      ),
    );
  });

  it('an empty file is one empty part, so that headquarters says what is missing', async () => {
    expect(await all(csvParts([]))).toEqual(['']);
    expect(await all(jsonParts([]))).toEqual(['']);
    expect(await all(jsonParts(['{"members":', '[]}'], 1))).toEqual(['{"members":[]}']);
  });
});
