import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createXts } from '../../platform/xts.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const UNIT = 48;

function byNode(key: Uint8Array, number: number, unit: Uint8Array): Buffer {
  const tweak = Buffer.alloc(16);
  tweak.writeUInt32LE(number);
  return createCipheriv('aes-256-xts', key, tweak).update(unit);
}

it('encrypts each unit as the XTS-AES of OpenSSL does under its number, and decrypts it', () => {
  const unit = fc.record({ number: fc.nat({ max: 2 ** 32 - 1 }), content: bytes(UNIT) });
  fc.assert(
    fc.property(bytes(64), fc.array(unit, { maxLength: 5 }), (key, units) => {
      const xts = createXts(key, UNIT);
      const numbers = Uint32Array.from(units, ({ number }) => number);
      const clear = Buffer.concat(units.map(({ content }) => content));
      const worked = Buffer.from(clear);
      xts.encrypt(worked, numbers);
      expect(worked).toEqual(Buffer.concat(units.map(({ number, content }) => byNode(key, number, content))));
      xts.decrypt(worked, numbers);
      expect(worked).toEqual(clear);
    }),
  );
});

it('refuses keys and units of another length', () => {
  expect(() => createXts(Buffer.alloc(32), UNIT)).toThrow('64 bytes');
  expect(() => createXts(Buffer.alloc(64), 40)).toThrow('whole blocks');
  expect(() => createXts(Buffer.alloc(64, 1), UNIT).encrypt(Buffer.alloc(UNIT), Uint32Array.of(1, 2))).toThrow('number for each');
});
