import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHmacSha256 } from '../../../edge/identity/hmac.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('HMAC-SHA-256', () => {
  it('agrees with the published vectors of RFC 4231', () => {
    const code = createHmacSha256(Buffer.alloc(20, 0x0b), 32)('Hi There');
    expect(hex(code)).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
    const short = createHmacSha256(Buffer.from('Jefe'), 16)('what do ya want for nothing?');
    expect(hex(short)).toBe('5bdcc146bf60754e6a042426089575c7');
  });

  it('says of every text what node:crypto says, whatever its length and letters', () => {
    const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 150 }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), text, (key, one) => {
        expect(hex(createHmacSha256(key, 32)(one))).toBe(createHmac('sha256', key).update(one).digest('hex'));
      }),
    );
  });

  it('fills its blocks to the last byte', () => {
    const key = Buffer.alloc(32, 7);
    const code = createHmacSha256(key, 32);
    for (let length = 0; length <= 130; length += 1) {
      const text = 'x'.repeat(length);
      expect(hex(code(text))).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }
  });

  it('takes no key that is longer than a block, which would have to be hashed first', () => {
    expect(() => createHmacSha256(new Uint8Array(65), 8)).toThrow(TypeError);
  });
});
