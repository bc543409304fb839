import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encryptBlock, expandKey, SCHEDULE_WORDS } from '../../../../edge/identity/recognition/aes.ts';

function encrypted(key: Uint8Array, block: Uint8Array): string {
  const [k, b] = [Buffer.from(key), Buffer.from(block)];
  const words = (of: Buffer) => [0, 4, 8, 12].map((at) => of.readInt32BE(at)) as [number, number, number, number];
  const schedule = new Int32Array(SCHEDULE_WORDS);
  const out = new Int32Array(4);
  expandKey(...words(k), schedule);
  encryptBlock(schedule, 0, ...words(b), out);
  return [...out].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const hex = (text: string) => Buffer.from(text, 'hex');

it.each([
  ['appendix B', '2b7e151628aed2a6abf7158809cf4f3c', '3243f6a8885a308d313198a2e0370734', '3925841d02dc09fbdc118597196a0b32'],
  ['appendix C.1', '000102030405060708090a0b0c0d0e0f', '00112233445566778899aabbccddeeff', '69c4e0d86a7b0430d8cdb78070b4c55a'],
])('encrypts as FIPS 197 says in its %s', (_title, key, plain, cipher) => {
  expect(encrypted(hex(key), hex(plain))).toBe(cipher);
});

it('expands a key as FIPS 197 says in its appendix A.1', () => {
  const schedule = new Int32Array(SCHEDULE_WORDS);
  expandKey(0x2b7e1516, 0x28aed2a6, 0xabf71588, 0x09cf4f3c, schedule);
  expect([...schedule.subarray(40)].map((word) => (word >>> 0).toString(16))).toEqual(['d014f9a8', 'c9ee2589', 'e13f0cc8', 'b6630ca6']);
});

it('encrypts every block under every key as the library of Node does', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(bytes, bytes, (key, block) => {
      expect(encrypted(key, block)).toBe(createCipheriv('aes-128-ecb', key, null).update(block).toString('hex'));
    }),
    { numRuns: 300 },
  );
});
