import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAt, stepsBetween } from '../../../cli/presence/decide.ts';
import { engineFor } from '../../../cli/presence/engine-for.ts';
import { parseSite } from '../../../edge/config/site.ts';

const shop = { id: 'lyon', name: 'Lyon', timezone: 'Europe/Paris' };
const ZONES = engineFor(
  parseSite({
    shop,
    zones: ['bakery', 'wine'].map((id) => ({ id, name: id })),
    scanners: ['bakery', 'wine'].map((zone) => ({ id: zone, zone })),
  }),
);
const DOOR = engineFor(
  parseSite({
    shop,
    zones: [{ id: 'shop', name: 'Shop' }],
    scanners: [
      { id: 'bakery', side: 'inside' },
      { id: 'wine', side: 'outside' },
    ],
  }),
);

const sightings = fc
  .array(
    fc.record({
      t: fc.integer({ min: 0, max: 30_000 }),
      anchor: fc.constantFrom('bakery', 'wine', 'stranger'),
      rssiDbm: fc.option(fc.integer({ min: -100, max: -30 }), { nil: undefined }),
    }),
    { maxLength: 60 },
  )
  .map((heard) => heard.sort((a, b) => a.t - b.t));

describe('decisions about a recording', () => {
  it('never know what is heard later', () => {
    fc.assert(
      fc.property(sightings, fc.integer({ min: 0, max: 30_000 }), fc.constantFrom(ZONES, DOOR), (heard, untilMs, engine) => {
        const whole = decideAt(stepsBetween(5000, 30_000, engine.stepMs), heard, engine);
        const times = stepsBetween(5000, untilMs, engine.stepMs);
        const known = heard.filter(({ t }) => t <= untilMs);
        expect(decideAt(times, known, engine)).toEqual(whole.slice(0, times.length));
      }),
    );
  });

  it('know what was heard before the first time that counts', () => {
    const heard = [0, 500, 1000, 1500, 2000].map((t) => ({ t, anchor: 'wine', rssiDbm: -50 }));
    expect(decideAt([2000], heard, ZONES)).toEqual(['wine']);
    expect(decideAt([2000], heard.slice(-1), ZONES)).toEqual([undefined]);
  });
});

describe('the engine of a site', () => {
  it('is that of a door where scanners have sides and no zones: ten decisions a second, inside or out', () => {
    expect([DOOR.stepMs, DOOR.zones]).toEqual([100, ['shop', 'out']]);
    expect([ZONES.stepMs, ZONES.zones]).toEqual([1000, ['bakery', 'wine']]);
  });

  it('is that of zones where a door has scanners on one side only', () => {
    const site = parseSite({ shop, zones: [{ id: 'shop', name: 'Shop' }], scanners: [{ id: 'in', side: 'inside' }] });
    expect(engineFor(site)).toMatchObject({ stepMs: 100, zones: ['shop'] });
  });
});
