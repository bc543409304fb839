import { describe, expect, it } from 'vitest';
import { dice } from '../../../../devices/simulator/dice.ts';
import { shopOf } from '../../../../edge/config/shop.ts';
import { type Lesson, learning } from '../../../../edge/presence/calibration/learning.ts';
import { explaining } from '../../../../edge/presence/engine/explain.ts';
import { groundOf } from '../../../../edge/presence/engine/ground.ts';
import { expectedRssiDbm } from '../../../../edge/presence/engine/path-loss.ts';
import { atOnce } from '../../../../edge/presence/engine/pieces.ts';
import type { Heard } from '../../../../edge/presence/engine/presence-engine.ts';
import { radioMapOf } from '../../../../edge/presence/engine/radio-map.ts';
import { type HeardByDevice, heldBackOf, shopTrafficOf } from '../../../../edge/presence/engine/shop-traffic.ts';

const SCANNERS = [0, 6, 12].flatMap((x) => [0, 9].map((y) => ({ id: `at-${x}-${y}`, x, y, z: 2.5 })));
const TAG = { id: 'ble:c0ffee000001', x: 3, y: 3 };
const SHOP = shopOf({
  shop: { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' },
  floor: { width: 12, depth: 9 },
  zones: [
    {
      id: 'shelves',
      name: 'Shelves',
      polygon: [
        [1, 1],
        [11, 1],
        [11, 8],
        [1, 8],
      ],
    },
  ],
  scanners: SCANNERS,
  beacons: [TAG],
});
const TRUTH = { atOneMetreDbm: -56, exponent: 2.4, offsetsDb: [6, -4, 1, 0, -4, 1, 0] };
const MISTAKEN = { ...TRUTH, offsetsDb: [-8, 4, 0, 0, 8, -4, 0] };

function heardAt(x: number, y: number, t: number, noiseDb: () => number): Heard[] {
  return SCANNERS.map((at, scanner) => {
    const awayM = Math.hypot(x - at.x, y - at.y, 1);
    return { t: t + scanner, anchor: at.id, rssiDbm: Math.round(expectedRssiDbm(TRUTH, scanner, awayM) + noiseDb()) };
  });
}

/** People go round the shop a minute each, all of them or one in five; the others stand in its corner. */
function people(count: number, who: 'all' | 'a fifth'): HeardByDevice {
  const chance = dice(5);
  const noise = (): number => 3 * chance.normal();
  return new Map(
    Array.from({ length: count }, (_, person) => {
      const start = chance.between(0, 6);
      const heard = Array.from({ length: 60 }, (_, second) => {
        const angle = start + second / 11;
        const [x, y] = who === 'all' || person % 5 === 4 ? [6 + 4.5 * Math.cos(angle), 4.5 + 3 * Math.sin(angle)] : [1.5, 1.5];
        return heardAt(x, y, 100_000 * person + 1000 * second, noise);
      });
      return [`member-${person}`, heard.flat()] as const;
    }),
  );
}

const ground = groundOf(SHOP);
if (!ground) throw new Error('the shop has a floor');
const learn = (heard: HeardByDevice, known: Lesson) => atOnce(learning(SHOP, ground, heard, known));
const explain = (heard: HeardByDevice, loss: typeof TRUTH) =>
  atOnce(explaining(ground.grid, radioMapOf(ground, { loss }), shopTrafficOf(SHOP, ground, heard)));

describe('what a shop learnt of its radio', () => {
  it('is taken where it explains what it was not learnt from better than what was known', () => {
    const walks = people(12, 'all');
    const usual = learn(walks, {});
    expect((usual?.loss?.offsetsDb[0] ?? 0) - (usual?.loss?.offsetsDb[1] ?? 0)).toBeGreaterThan(5);
    expect(learn(walks, { loss: MISTAKEN })).toEqual(usual);
  });

  it('is not taken where it was learnt from people who stood in a corner, and of those who went about more was known', () => {
    expect(learn(people(10, 'a fifth'), { loss: TRUTH })).toBeUndefined();
  });

  it('is not taken where there is nothing to try it on', () => {
    expect(learn(people(3, 'all'), {})).toBeUndefined();
  });

  it('explains what the scanners hear, the better the truer it is, of people and of tags that hang', () => {
    const walk = people(1, 'all');
    expect(explain(walk, TRUTH)).toBeGreaterThan(explain(walk, MISTAKEN) ?? 0);
    const tag = new Map([[TAG.id, Array.from({ length: 20 }, (_, second) => heardAt(TAG.x, TAG.y, 1000 * second, () => 0)).flat()]]);
    expect(explain(tag, TRUTH)).toBeGreaterThan(explain(tag, MISTAKEN) ?? 0);
    expect(explain(new Map(), TRUTH)).toBeUndefined();
  });

  it('is tried on every fifth minute, and on the last fifth of the time of each tag', () => {
    const tag = Array.from({ length: 10 }, (_, t) => ({ t, anchor: 'at-0-0', rssiDbm: -60 - t }));
    const all = shopTrafficOf(SHOP, ground, new Map([...people(10, 'all'), [TAG.id, tag]]));
    const { taught, heldBack } = heldBackOf(all);
    expect([taught.traffic.length, heldBack.traffic.length]).toEqual([8, 2]);
    expect(heldBack.references.map(({ readings }) => readings.map(({ t }) => t))).toEqual([[8, 9]]);
    expect(taught.references.map(({ readings }) => readings.length)).toEqual([8]);
  });
});
