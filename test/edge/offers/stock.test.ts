import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStock, stockBy } from '../../../edge/offers/stock.ts';

const PRODUCTS = ['merlot', 'malbec', 'constructor'] as const;

it('tells what is sold out as if each product were asked for each time, whatever comes and goes', () => {
  const change = fc.tuple(fc.constantFrom(...PRODUCTS), fc.option(fc.integer({ min: -1, max: 2 }), { nil: undefined }));
  const lists = fc.array(fc.subarray([...PRODUCTS]), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(change), lists, (changes, offers) => {
      const stock = createStock();
      const pieces = new Map<string, number | undefined>();
      const asked = stockBy((product) => pieces.get(product));
      for (const [product, now] of changes) {
        stock.take(product, now);
        pieces.set(product, now);
        expect(offers.map(stock.isSoldOut)).toEqual(offers.map(asked.isSoldOut));
        expect(stock.of(product)).toBe(now);
      }
    }),
  );
});
