import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import { LINK_LIFETIME_MS, OneTimeLinks } from '../../../platform/http/links.ts';

function links() {
  const time = { now: 1_790_000_000_000 };
  const random = seededRandom(7);
  return { time, links: new OneTimeLinks({ nowMs: () => time.now, randomBytes: (count) => random.bytes(count) }) };
}

describe('one-time links', () => {
  it('open what they were made for, once', () => {
    const { links: all } = links();
    const token = all.create({ target: 'screen', id: 'dairy', by: 'anna' });
    expect(all.redeem(token)).toEqual({ target: 'screen', id: 'dairy', by: 'anna' });
    expect(all.redeem(token)).toBeUndefined();
  });

  it('open nothing after a quarter of an hour', () => {
    const { links: all, time } = links();
    const token = all.create({ target: 'staff', id: 'till-phone', by: 'anna' });
    time.now += LINK_LIFETIME_MS;
    expect(all.redeem(token)).toBeUndefined();
  });

  it('cannot be guessed: a token has 256 bits and none is like another', () => {
    const { links: all } = links();
    const tokens = Array.from({ length: 100 }, () => all.create({ target: 'dashboard', id: '', by: 'anna' }));
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(all.redeem('')).toBeUndefined();
  });

  it('give way, oldest first, when nobody opens them', () => {
    const { links: all } = links();
    const tokens = Array.from({ length: 1100 }, (_, n) => all.create({ target: 'screen', id: `s${n}`, by: 'anna' }));
    expect(all.redeem(tokens[0] ?? '')).toBeUndefined();
    expect(all.redeem(tokens[99] ?? '')).toBeUndefined();
    expect(all.redeem(tokens[100] ?? '')).toEqual({ target: 'screen', id: 's100', by: 'anna' });
    expect(all.redeem(tokens[1099] ?? '')).toEqual({ target: 'screen', id: 's1099', by: 'anna' });
  });
});
