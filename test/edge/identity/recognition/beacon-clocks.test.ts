import { describe, expect, it } from 'vitest';
import { MemoryRecognition } from '../../../../edge/adapters/memory/recognition.ts';
import { MemorySecretSlots } from '../../../../edge/adapters/memory/secret-slots.ts';
import { eidsAt } from '../../../../edge/identity/recognition/eid.ts';
import { clockAt } from '../../../../edge/identity/recognition/secret-slot.ts';
import { viewOf } from '../../../../edge/identity/recognition/secret-slots.ts';
import { hexId } from '../../../support/facts.ts';

const EPOCH_S = 1_700_000_000;
const DAY_S = 86_400;
const anna = hexId(2, 1);

/** A shop that knows a tag whose clock runs fast or slow, and what that tag sends. */
async function tagWith(drift: number, exponent: number) {
  const slots = new MemorySecretSlots();
  const open = () => new MemoryRecognition(slots);
  const recognition = open();
  await recognition.put(new Map([[anna, [{ identifier: `eid-key:000102030405060708090a0b0c0d0e0f-${exponent}-${EPOCH_S}`, device: 0 }]]]));
  const sentAt = (seconds: number): string => {
    const [high = 0, low = 0] = eidsAt(viewOf(slots), 0, exponent)(Math.floor((seconds * (1 + drift)) / 2 ** exponent));
    return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  };
  return { slots, open, recognition, sentAt, at: (seconds: number) => (EPOCH_S + seconds) * 1000 };
}

describe('a tag whose clock drifts', () => {
  it('is known after a year in a drawer, and what it sends is then known to be over half an hour later', async () => {
    const { recognition, sentAt, at } = await tagWith(140e-6, 8);
    const year = 365 * DAY_S;
    expect(recognition.ephemeral(sentAt(year), at(year))).toEqual({ subject: anna, device: 0 });
    expect(recognition.ephemeral(sentAt(year), at(year + 1800))).toEqual({ subject: anna, device: 0, stale: true });
    expect(recognition.ephemeral(sentAt(year + 1800), at(year + 1800))).toEqual({ subject: anna, device: 0 });
  });

  it('is not believed ahead of its time', async () => {
    const { recognition, sentAt, at } = await tagWith(0, 0);
    expect(recognition.ephemeral(sentAt(1000), at(1000))).toEqual({ subject: anna, device: 0 });
    expect(recognition.ephemeral(sentAt(1040), at(1000))).toBeUndefined();
  });

  it('is remembered over a restart by how far its clock was off', async () => {
    const { slots, open, recognition, sentAt, at } = await tagWith(140e-6, 4);
    const t = 100 * DAY_S;
    recognition.ephemeral(sentAt(t), at(t));
    await recognition.close();
    const { heardS, leastAheadS, mostAheadS } = clockAt(viewOf(slots), 0);
    expect(heardS).toBe(EPOCH_S + t);
    expect(leastAheadS).toBeLessThanOrEqual(t * 140e-6);
    expect(mostAheadS).toBeGreaterThanOrEqual(t * 140e-6);
    expect(mostAheadS - leastAheadS).toBeLessThan(60);
    const again = open();
    expect(again.ephemeral(sentAt(t + DAY_S), at(t + DAY_S))).toEqual({ subject: anna, device: 0 });
    // Half an hour before: without what was learned it could still be right.
    expect(again.ephemeral(sentAt(t + DAY_S - 900), at(t + DAY_S))).toMatchObject({ stale: true });
  });

  it('stays known when its member is told again without a change', async () => {
    const { slots, recognition, sentAt, at } = await tagWith(140e-6, 4);
    const same = { identifier: `eid-key:000102030405060708090a0b0c0d0e0f-4-${EPOCH_S}`, device: 0 };
    recognition.ephemeral(sentAt(DAY_S), at(DAY_S));
    await recognition.close();
    await recognition.put(new Map([[anna, [same, { identifier: `irk:${hexId(7, 1)}`, device: 0 }]]]));
    const view = viewOf(slots);
    expect([0, 1].map((slot) => clockAt(view, slot).heardS)).toContain(EPOCH_S + DAY_S);
  });

  it('begins anew with another key', async () => {
    const { slots, recognition, sentAt, at } = await tagWith(140e-6, 4);
    recognition.ephemeral(sentAt(DAY_S), at(DAY_S));
    await recognition.put(new Map([[anna, [{ identifier: `eid-key:101112131415161718191a1b1c1d1e1f-4-${EPOCH_S}`, device: 0 }]]]));
    await recognition.close();
    expect(clockAt(viewOf(slots), 0)).toEqual({ heardS: 0, leastAheadS: 0, mostAheadS: 0 });
  });

  it('that turns each second and was not heard for years is looked for around where it should be', async () => {
    const { recognition, sentAt, at } = await tagWith(0, 0);
    const years = 3 * 365 * DAY_S;
    expect(recognition.ephemeral(sentAt(years), at(years))).toEqual({ subject: anna, device: 0 });
  });
});
