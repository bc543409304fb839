import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deflated } from '../../platform/packing.ts';

it('gives back what was packed, and nothing of what was not', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => deflated.unpack(deflated.pack(text)) === text));
  expect(deflated.unpack(new Uint8Array([255, 255, 1]))).toBeUndefined();
});
