import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberIndex } from '../../../../edge/adapters/lmdb/number-index.ts';

const hash = fc.constantFrom(0, 1, 2, 15, 16, 17, 31, 0xff_ff_ff, 0x1_00_00_0f, 0xff_ff_ff_ff);
const step = fc.record({ add: fc.boolean(), hash, number: fc.integer({ min: 0, max: 40 }) });

it('finds what was added and not deleted, however entries crowd and gaps close', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const index = new NumberIndex();
      const model = new Set<string>();
      for (const { add, hash: bits, number } of steps) {
        const entry = `${bits}/${number}`;
        if (!add) {
          index.delete(bits, number);
          model.delete(entry);
        } else if (!model.has(entry)) {
          index.add(bits, number);
          model.add(entry);
        }
      }
      for (const { hash: bits, number } of steps) {
        expect(index.find(bits, (found) => found === number)).toBe(model.has(`${bits}/${number}`) ? number : undefined);
      }
    }),
  );
});

it('holds a hundred thousand rows whose bits are random, each under its own', () => {
  const index = new NumberIndex();
  const bitsOf = (number: number): number => Math.imul(number + 1, 0x9e3779b1) >>> 0;
  for (let number = 0; number < 100_000; number += 1) index.add(bitsOf(number), number);
  for (let number = 0; number < 100_000; number += 97) expect(index.find(bitsOf(number), (found) => found === number)).toBe(number);
  expect(index.find(bitsOf(100_001), () => true)).toBeUndefined();
});
