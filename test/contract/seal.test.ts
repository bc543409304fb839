import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seal, unseal } from '../../contract/seal.ts';
import { deflated } from '../../platform/packing.ts';

const key = randomBytes(32);
const nonce = () => randomBytes(12);

it('gives back to the key of the member what was sealed under it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (fields) => {
      expect(unseal(key, 'member/x', seal(key, 'member/x', fields, nonce()))).toEqual(JSON.parse(JSON.stringify(fields)));
    }),
  );
});

it('packs what is long, and gives it back', () => {
  const line = fc.record({ product: fc.string(), lastOn: fc.constantFrom('2026-05-01', '2026-06-01') });
  fc.assert(
    fc.property(fc.array(line, { minLength: 30, maxLength: 60 }), (purchases) => {
      const sealed = seal(key, 'member/x', { purchases }, nonce(), deflated);
      expect(unseal(key, 'member/x', sealed, deflated)).toEqual({ purchases });
      expect(unseal(key, 'member/x', sealed)).toBeUndefined();
      expect(sealed.length).toBeLessThan(JSON.stringify({ purchases }).length);
    }),
  );
});

it('gives nothing where what was packed is said not to be, or the other way round', () => {
  const long = seal(key, 'member/x', { text: 'a'.repeat(600) }, nonce(), deflated);
  const short = seal(key, 'member/x', { text: 'a' }, nonce(), deflated);
  expect([long.slice(0, 2), short.slice(0, 2)]).toEqual(['2.', '1.']);
  expect([unseal(key, 'member/x', `1.${long.slice(2)}`, deflated), unseal(key, 'member/x', `2.${short.slice(2)}`, deflated)]).toEqual([
    undefined,
    undefined,
  ]);
});

it('gives nothing to another key, in another record, or after a bit was changed', () => {
  const sealed = seal(key, 'member/x', { firstName: 'Ada' }, nonce());
  expect(unseal(randomBytes(32), 'member/x', sealed)).toBeUndefined();
  expect(unseal(key, 'member/y', sealed)).toBeUndefined();
  for (let i = 2; i < sealed.length - 1; i += 1) {
    const changed = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
    expect(unseal(key, 'member/x', changed)).toBeUndefined();
  }
});

it('never throws on what claims to be sealed', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.constantFrom('1.', '2.'), fc.base64String()).map(([form, text]) => form + text),
      ),
      (text) => unseal(key, 'x', text, deflated) === undefined,
    ),
  );
});

it('shows nothing of the fields', () => {
  expect(Buffer.from(seal(key, 'member/x', { firstName: 'Ada-Lovelace' }, nonce()).slice(2), 'base64url').includes('Lovelace')).toBe(false);
});
