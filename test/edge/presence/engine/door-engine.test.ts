import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDoorEngine, DOOR_STEP_MS, DOOR_ZONES, type DoorSide } from '../../../../edge/presence/engine/door-engine.ts';
import { RECORDED_DOOR } from '../../../support/recorded-data.ts';
import { recordedDoor } from '../../../support/recorded-shops.ts';

const SIDES: readonly (DoorSide | undefined)[] = ['inside', 'inside', 'outside', 'outside', undefined];
const { inside, out } = DOOR_ZONES;

interface Reading {
  readonly scanner: number;
  readonly t: number;
  readonly rssiDbm: number;
}

/** Ten adverts a second, each heard by both sides: so much louder inside. */
function heard(fromMs: number, untilMs: number, insideDb: number): Reading[] {
  const times = Array.from({ length: (untilMs - fromMs) / 100 }, (_, step) => fromMs + step * 100);
  return times.flatMap((t) => [0, 1, 2, 3].map((scanner) => ({ scanner, t, rssiDbm: scanner < 2 ? -70 + insideDb : -70 })));
}

/** The decisions of a track, and when it changed sides. */
function follow(readings: readonly Reading[], untilMs: number) {
  const track = createDoorEngine({ sides: SIDES }).track();
  const zones: (number | undefined)[] = [];
  const confidences: number[] = [];
  let next = 0;
  for (let t = 0; t <= untilMs; t += DOOR_STEP_MS) {
    for (let reading = readings[next]; reading && reading.t <= t; next += 1, reading = readings[next]) {
      track.observe(reading.scanner, reading.t, reading.rssiDbm);
    }
    const { zone, confidence } = track.decide(t);
    zones.push(zone);
    confidences.push(confidence);
  }
  const crossings = zones.flatMap((zone, step) =>
    step > 0 && zones[step - 1] !== undefined && zone !== zones[step - 1] ? [step * DOOR_STEP_MS] : [],
  );
  return { zones, confidences, crossings };
}

describe('a door with scanners on both sides', () => {
  it('knows nothing before anything is heard, and the louder side from then on', () => {
    const { zones, confidences } = follow(heard(500, 1000, 8), 900);
    expect(zones.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(confidences[0]).toBe(0);
    expect(zones.slice(5)).toEqual([inside, inside, inside, inside, inside]);
    expect(confidences[9]).toBeGreaterThan(0.9);
  });

  it('takes the word of a card reader until the radio says more', () => {
    const track = createDoorEngine({ sides: SIDES }).track();
    track.place(inside);
    expect(track.decide(0)).toEqual({ zone: inside, confidence: 0.5 });
  });

  it('sees a shopper come in within a second or so, once', () => {
    const { zones, crossings } = follow([...heard(0, 5000, -8), ...heard(5000, 10_000, 8)], 9900);
    expect(zones[49]).toBe(out);
    expect(zones.at(-1)).toBe(inside);
    expect(crossings).toHaveLength(1);
    expect(crossings[0]).toBeGreaterThan(5000);
    expect(crossings[0]).toBeLessThanOrEqual(6200);
  });

  it('sees a shopper leave', () => {
    expect(follow([...heard(0, 3000, 8), ...heard(3000, 6000, -8)], 5900).zones.at(-1)).toBe(out);
  });

  it('is not moved by who stands in the door, nor by what is over in a moment', () => {
    const standing = Array.from({ length: 20 }, (_, second) => heard(second * 1000, second * 1000 + 1000, second % 2 ? 1.5 : -1.5)).flat();
    expect(follow(standing, 19_900).crossings).toEqual([]);
    expect(follow([...heard(0, 5000, -8), ...heard(5000, 5300, 8), ...heard(5300, 9000, -8)], 8900).crossings).toEqual([]);
  });

  it('keeps the side of who falls silent, and says that it is a guess', () => {
    const { zones, confidences } = follow(heard(0, 2000, 8), 60_000);
    expect(zones.at(-1)).toBe(inside);
    expect(confidences.at(-1)).toBe(0.5);
  });

  it('does not listen to a scanner that stands at no side', () => {
    const elsewhere = heard(0, 2000, 0).map((reading) => ({ ...reading, scanner: 4 }));
    expect(follow(elsewhere, 2000).zones.at(-1)).toBeUndefined();
  });

  it('decides the same whatever the order within the window in which readings come', () => {
    const reading = fc.record({
      scanner: fc.integer({ min: 0, max: 3 }),
      t: fc.integer({ min: 0, max: 700 }),
      rssiDbm: fc.integer({ min: -100, max: -30 }),
    });
    const shuffled = fc
      .array(reading, { maxLength: 40 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const decide = (readings: readonly Reading[]) => {
          const track = createDoorEngine({ sides: SIDES }).track();
          for (const { scanner, t, rssiDbm } of readings) track.observe(scanner, t, rssiDbm);
          return track.decide(700);
        };
        expect(decide(other)).toEqual(decide(all));
      }),
    );
  });
});

describe.skipIf(!existsSync(RECORDED_DOOR))('the recorded door (needs the recorded data beside the project)', () => {
  it('sees every crossing of the walk and invents none', () => {
    const { site, sightings, truth } = recordedDoor('walk');
    const scanners = new Map(site.scanners.map(({ id }, index) => [id, index]));
    const track = createDoorEngine({ sides: site.scanners.map(({ side }) => side) }).track();
    const [fromMs = 0, untilMs = 0] = [truth[0]?.t, sightings.at(-1)?.t];
    let [next, right, steps] = [0, 0, 0];
    const decided: number[] = [];
    for (let t = fromMs; t <= untilMs; t += DOOR_STEP_MS) {
      for (let heard = sightings[next]; heard && heard.t <= t; next += 1, heard = sightings[next]) {
        track.observe(scanners.get(heard.anchor) ?? -1, heard.t, heard.rssiDbm ?? 0);
      }
      const { zone } = track.decide(t);
      const truly = truth.findLast((row) => row.t <= t)?.zone === 'shop' ? inside : out;
      steps += 1;
      if (zone === truly) right += 1;
      if (zone !== undefined && zone !== decided.at(-1)) decided.push(zone);
    }
    expect(right / steps).toBeGreaterThanOrEqual(0.985);
    expect(decided).toEqual(truth.map(({ zone }) => (zone === 'shop' ? inside : out)));
    expect(decided).toHaveLength(5);
  });
});
