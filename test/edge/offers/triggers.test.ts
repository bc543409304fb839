import { beforeEach, describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { createTriggers, type Triggers } from '../../../edge/offers/triggers.ts';
import { ADA, BOB, NOW } from './offer-stand.ts';

const SECOND = `${ADA}+1`;
let triggers: Triggers;
beforeEach(() => {
  triggers = createTriggers({ dwellMs: 60_000, gapMs: 10_000 });
});

function event(type: PresenceEvent['type'], zone: string, t = NOW, track = ADA): PresenceEvent {
  return { type, t, subject: track.slice(0, 32), track, visitId: `visit of ${track}`, zone, confidence: 1 } as PresenceEvent;
}

const taken = (t: number) => triggers.take(t).map(({ track, zone, trigger }) => [track, zone, trigger]);

/** As the desk does it: decided at once. */
function decideAt(t: number, expiresAt?: number): string[] {
  const due = triggers.take(t);
  for (const one of due) triggers.decided(one, t, expiresAt);
  return due.map(({ trigger }) => trigger);
}

describe('a visitor is decided about', () => {
  it('on coming into a zone, and on coming back', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    expect(triggers.isDue(NOW)).toBe(true);
    expect(taken(NOW)).toEqual([[ADA, 'wine', 'zone']]);
    expect([triggers.isDue(NOW), taken(NOW)]).toEqual([false, []]);
    triggers.follow(event('zone-confirmed', 'wine', NOW + 1), 1);
    expect(taken(NOW + 1)).toEqual([[ADA, 'wine', 'return']]);
  });

  it('when he is still there after a while, once', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    expect(decideAt(NOW)).toEqual(['zone']);
    expect(decideAt(NOW + 59_999)).toEqual([]);
    expect(decideAt(NOW + 60_000)).toEqual(['dwell']);
    expect(decideAt(NOW + 600_000)).toEqual([]);
  });

  it('when what was shown has had its time', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW, NOW + 20_000);
    expect(decideAt(NOW + 19_999)).toEqual([]);
    expect(decideAt(NOW + 20_000)).toEqual(['expiry']);
    expect(decideAt(NOW + 50_000)).toEqual([]);
  });

  it('when something happened, in the zone where he stands, and not where he stands in none', () => {
    triggers.happened(ADA, 'basket', NOW);
    expect(decideAt(NOW)).toEqual([]);
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW);
    triggers.happened(ADA, 'order-ready', NOW + 20_000);
    triggers.happened(BOB, 'basket', NOW + 20_000);
    expect(taken(NOW + 20_000)).toEqual([[ADA, 'wine', 'order-ready']]);
    triggers.follow(event('visit-closed', 'wine', NOW + 30_000), 0);
    triggers.happened(ADA, 'touch', NOW + 40_000);
    expect(decideAt(NOW + 40_000)).toEqual([]);
  });
});

describe('a visitor is left alone', () => {
  it('for a while after a decision, and then what came together is decided once', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW);
    for (const after of [1000, 2000, 3000]) triggers.happened(ADA, 'basket', NOW + after);
    triggers.happened(ADA, 'touch', NOW + 4000);
    expect([triggers.isDue(NOW + 9999), decideAt(NOW + 9999)]).toEqual([false, []]);
    expect(triggers.isDue(NOW + 10_000)).toBe(true);
    expect(decideAt(NOW + 10_000)).toEqual(['touch']);
    expect(decideAt(NOW + 30_000)).toEqual([]);
  });

  it('but not on entering another zone, which covers what else has just happened', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW);
    triggers.happened(ADA, 'basket', NOW + 1000);
    triggers.follow(event('zone-entered', 'dairy', NOW + 2000), 0);
    triggers.follow(event('zone-confirmed', 'dairy', NOW + 2000), 0);
    triggers.happened(ADA, 'basket', NOW + 2100);
    expect(taken(NOW + 2200)).toEqual([[ADA, 'dairy', 'zone']]);
  });

  it('when the clock was set back, no longer than that', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW);
    triggers.happened(ADA, 'basket', NOW - 3_600_000);
    expect(decideAt(NOW - 3_600_000)).toEqual(['basket']);
  });

  it('while he is out of the zone for a moment', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    decideAt(NOW);
    triggers.follow(event('zone-left', 'wine', NOW + 30_000), 0);
    triggers.follow(event('zone-left', 'dairy', NOW + 30_000), 0);
    expect(decideAt(NOW + 61_000)).toEqual([]);
    triggers.happened(ADA, 'basket', NOW + 61_000);
    expect(decideAt(NOW + 61_000)).toEqual([]);
    triggers.follow(event('zone-entered', 'wine', NOW + 62_000), 0);
    expect(decideAt(NOW + 62_000)).toEqual(['dwell']);
  });

  it('when he is forgotten', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    triggers.follow(event('zone-confirmed', 'dairy', NOW, SECOND), 0);
    triggers.follow(event('zone-confirmed', 'dairy', NOW, BOB), 0);
    triggers.forget(ADA);
    expect(taken(NOW)).toEqual([[BOB, 'dairy', 'zone']]);
    triggers.happened(ADA, 'basket', NOW);
    expect(decideAt(NOW)).toEqual([]);
  });
});

describe('a household that shares a card', () => {
  it('is decided about where each of them is, and once where they stand together', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    triggers.follow(event('zone-confirmed', 'dairy', NOW, SECOND), 0);
    expect(taken(NOW)).toEqual([
      [ADA, 'wine', 'zone'],
      [SECOND, 'dairy', 'zone'],
    ]);
    triggers.follow(event('zone-confirmed', 'wine', NOW + 1, SECOND), 0);
    triggers.follow(event('zone-confirmed', 'wine', NOW + 1), 1);
    expect(taken(NOW + 1)).toEqual([[ADA, 'wine', 'return']]);
  });

  it('is told apart by its phones where something happens', () => {
    triggers.follow(event('zone-confirmed', 'wine'), 0);
    triggers.follow(event('zone-confirmed', 'dairy', NOW, SECOND), 0);
    decideAt(NOW);
    triggers.happened(ADA, 'basket', NOW + 20_000, ADA);
    triggers.happened(ADA, 'touch', NOW + 20_000, `${ADA}+7`);
    expect(taken(NOW + 20_000)).toEqual([
      [ADA, 'wine', 'basket'],
      [SECOND, 'dairy', 'touch'],
    ]);
  });
});
