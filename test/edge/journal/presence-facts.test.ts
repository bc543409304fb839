import { expect, it } from 'vitest';
import { checker } from '../../../contract/check.ts';
import { FACT_SCHEMAS, type FactDraft } from '../../../contract/facts/fact.ts';
import type { PresenceEvent } from '../../../edge/domain/presence-event.ts';
import { presenceFact } from '../../../edge/journal/presence-facts.ts';
import { hexId } from '../../support/facts.ts';

const T = Date.UTC(2026, 5, 1);
const named = { subject: hexId(1, 1), visitId: hexId(2, 1) };
/** Which phone of a household it was stays in the shop: facts name the member only. */
const who = { ...named, track: `${hexId(1, 1)}+1` };
const stay = {
  stayId: hexId(3, 1),
  revision: 1,
  supersedes: [],
  zone: 'wine',
  enteredAt: T,
  leftAt: T + 6000,
  dwellMs: 5000,
  kind: 'pass-through',
  confidence: 0.9,
} as const;
const visit = {
  revision: 1,
  supersedes: [],
  openedAt: T,
  closedAt: T + 9000,
  dwellMs: 7000,
  unknownMs: 2000,
  zones: 2,
  stays: 3,
  end: 'silent',
  bounce: true,
} as const;

function factOf(event: PresenceEvent): FactDraft {
  const fact = presenceFact(event);
  if (!fact) throw new Error('no fact');
  expect(checker(FACT_SCHEMAS[fact.kind].properties.data)(fact.data)).toMatchObject({ ok: true });
  return fact;
}

it('tells a visit when it opens and when it closes, and a stay when nothing can be added to it', () => {
  expect(factOf({ type: 'visit-opened', t: T, ...who, zone: 'wine' })).toEqual({
    kind: 'visit-opened',
    t: T,
    data: { ...named, openedAt: '2026-06-01T00:00:00.000Z', zone: 'wine' },
  });
  const told = factOf({ type: 'stay-told', t: T + 6000, ...who, stay });
  expect(told).toMatchObject({
    kind: 'zone-stay',
    t: T + 6000,
    data: { ...named, stay: 'pass-through', dwellMs: 5000, enteredAt: '2026-06-01T00:00:00.000Z', leftAt: '2026-06-01T00:00:06.000Z' },
  });
  expect(told.data).not.toHaveProperty('supersedes');
  expect(factOf({ type: 'visit-closed', t: T + 9000, ...who, visit })).toMatchObject({
    kind: 'visit-closed',
    data: { revision: 1, dwellMs: 7000, unknownMs: 2000, zones: 2, stays: 3, end: 'silent', bounce: true },
  });
});

it('tells what came late as the same visit and the same stay, with a higher revision and with what they were before', () => {
  const [stayBefore, visitBefore] = [hexId(3, 2), hexId(2, 2)];
  expect(factOf({ type: 'stay-told', t: T, ...who, stay: { ...stay, revision: 2, supersedes: [stayBefore] } })).toMatchObject({
    kind: 'zone-stay',
    data: { stayId: stay.stayId, revision: 2, supersedes: [stayBefore] },
  });
  const revised = { ...visit, revision: 2, supersedes: [visitBefore], excluded: 'long-stay' } as const;
  expect(factOf({ type: 'visit-revised', t: T, ...who, visit: revised })).toMatchObject({
    kind: 'visit-closed',
    data: { visitId: who.visitId, revision: 2, supersedes: [visitBefore], excluded: 'long-stay' },
  });
});

it('has nothing to tell of where somebody goes until the stay is over', () => {
  for (const type of ['zone-entered', 'zone-confirmed'] as const) {
    expect(presenceFact({ type, t: T, ...who, zone: 'wine', confidence: 1 })).toBeUndefined();
  }
  expect(presenceFact({ type: 'zone-left', t: T, ...who, zone: 'wine' })).toBeUndefined();
});
