import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdentifier } from '../../../contract/identifier.ts';
import { adverts, type Device, fixture, memberTag, phonesOf, staffTag } from '../../../devices/simulator/adverts.ts';
import { dice } from '../../../devices/simulator/dice.ts';

const HOUR_MS = 3_600_000;
const sent = (device: Device, seed = 1, toMs = HOUR_MS) => [...adverts(device, dice(seed), 0, toMs)];
const owners = Array.from({ length: 2000 }, (_, index) => phonesOf(dice(index * 7919), `shopper-${index}`));
const phone = (steady: boolean): Device => ({ class: 'phone', id: 'a-phone', intervalMs: 1000, ...(steady ? { addressMs: 900_000 } : {}) });

describe('what people carry', () => {
  it('is one phone for three in four shoppers, two for some, none for a tenth', () => {
    const phones = owners.map((devices) => devices.filter((device) => device.class === 'phone').length);
    const share = (count: number): number => phones.filter((one) => one === count).length / phones.length;
    expect(share(0)).toBeCloseTo(0.1, 1);
    expect(share(1)).toBeCloseTo(0.75, 1);
    expect(share(2)).toBeCloseTo(0.15, 1);
  });

  it('looks for Wi-Fi in three phones of five', () => {
    const probers = owners.flat().filter((device) => device.class === 'wifi-phone');
    expect(probers.filter((device) => device.silent).length / probers.length).toBeCloseTo(0.4, 1);
    expect(sent({ class: 'wifi-phone', id: 'quiet', intervalMs: 90_000, silent: true })).toEqual([]);
  });
});

describe('what a device sends', () => {
  it('comes at its interval and up to 10 ms later, in order, between its coming and its going', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 3 }), (seed, kind) => {
        const chance = dice(seed);
        const device = [staffTag(1), memberTag(chance, 2), fixture(chance), phone(false)][kind] ?? staffTag(1);
        const times = [...adverts(device, chance, 5000, 305_000)].map((advert) => advert.tMs);
        for (const [index, tMs] of times.entries()) {
          expect(tMs >= 5000 && tMs < 305_000).toBe(true);
          if (index === 0) continue;
          const gapMs = tMs - (times[index - 1] ?? 0);
          expect(gapMs > device.intervalMs - 1e-6 && gapMs < device.intervalMs + 10 + 1e-6).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is an identifier that the shop understands', () => {
    const devices = [staffTag(3), memberTag(dice(1), 65_535), fixture(dice(2)), ...owners.flat().slice(0, 30)];
    for (const device of devices) for (const advert of sent(device, 5, 300_000)) expect(isIdentifier(advert.mobile)).toBe(true);
  });

  it('names a badge or a tag always alike, and says of a fixture that its address is not random', () => {
    expect(new Set(sent(staffTag(3)).map((advert) => advert.mobile))).toEqual(new Set([staffTag(3).id]));
    expect(sent(fixture(dice(1))).every((advert) => advert.randomized === false)).toBe(true);
    expect(sent(staffTag(3))[0]).not.toHaveProperty('randomized');
  });

  it('changes the address of a phone every 5 to 15 minutes, or every 15, and always says that it is random', () => {
    for (const steady of [true, false]) {
      const heard = sent(phone(steady), 4, 24 * HOUR_MS);
      const firsts = heard.filter((advert, index) => advert.mobile !== heard[index - 1]?.mobile).map((advert) => advert.tMs);
      const lives = firsts.slice(2).map((tMs, index) => (tMs - (firsts[index + 1] ?? 0)) / 60_000);
      expect(Math.min(...lives)).toBeGreaterThan(steady ? 14.9 : 4.9);
      expect(Math.max(...lives)).toBeLessThan(15.1);
      expect(heard.every((advert) => advert.randomized && /^rpa:[4-7]/u.test(advert.mobile))).toBe(true);
    }
  });

  it('is a new, locally administered address for each search for Wi-Fi, about forty times an hour', () => {
    const heard = sent({ class: 'wifi-phone', id: 'loud', intervalMs: 90_000 }, 8, 50 * HOUR_MS);
    expect(heard.length / 50).toBeGreaterThan(35);
    expect(heard.length / 50).toBeLessThan(45);
    expect(new Set(heard.map((advert) => advert.mobile)).size).toBe(heard.length);
    expect(heard.every((advert) => /^wifi:.[26ae]/u.test(advert.mobile))).toBe(true);
  });
});
