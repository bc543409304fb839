import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seal, unseal } from '../../contract/seal.ts';

const key = randomBytes(32);
const nonce = () => randomBytes(12);

it('gives back to the key of the member what was sealed under it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (fields) => {
      expect(unseal(key, 'member/x', seal(key, 'member/x', fields, nonce()))).toEqual(JSON.parse(JSON.stringify(fields)));
    }),
  );
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
        fc.base64String().map((text) => `1.${text}`),
      ),
      (text) => unseal(key, 'x', text) === undefined,
    ),
  );
});

it('shows nothing of the fields', () => {
  expect(Buffer.from(seal(key, 'member/x', { firstName: 'Ada-Lovelace' }, nonce()).slice(2), 'base64url').includes('Lovelace')).toBe(false);
});
