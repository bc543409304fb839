import type { FactDraft, FactOf } from '../../contract/facts/fact.ts';
import type { FootfallDefinition } from '../../contract/facts/footfall-facts.ts';
import { instantText } from '../../contract/instant.ts';

/** Made-up things that happened in a shop, the same for the same number. */
export const hexId = (kind: number, n: number): string => kind.toString(16).padStart(4, '0') + n.toString(16).padStart(28, '0');

export const NOON_MS = Date.UTC(2026, 4, 4, 12);

export function visitOpened(n: number, t = NOON_MS + n * 1000): FactDraft {
  return {
    kind: 'visit-opened',
    t,
    data: { visitId: hexId(1, n), subject: hexId(2, n), openedAt: instantText(t), zone: 'fruit' },
  };
}

export function visitClosed(n: number, t = NOON_MS + n * 1000, dwellMs = 600_000): FactDraft {
  return {
    kind: 'visit-closed',
    t: t + dwellMs,
    data: {
      visitId: hexId(1, n),
      revision: 1,
      subject: hexId(2, n),
      openedAt: instantText(t),
      closedAt: instantText(t + dwellMs),
      dwellMs,
      unknownMs: 0,
      zones: 2,
      stays: 3,
      end: 'silent',
      bounce: false,
    },
  };
}

export function zoneStay(n: number, t = NOON_MS + n * 1000, dwellMs = 45_000): FactDraft {
  return {
    kind: 'zone-stay',
    t: t + dwellMs,
    data: {
      stayId: hexId(3, n),
      revision: 1,
      visitId: hexId(1, n),
      subject: hexId(2, n),
      zone: 'fruit',
      enteredAt: instantText(t),
      leftAt: instantText(t + dwellMs),
      dwellMs,
      stay: 'visit',
      confidence: 0.9,
    },
  };
}

/** A fact told anew with what `change` says of it. */
export function revised<K extends 'visit-closed' | 'zone-stay' | 'footfall'>(
  draft: FactDraft,
  kind: K,
  change: Partial<FactOf<K>['data']>,
): FactDraft {
  return { ...draft, kind, data: { ...draft.data, ...change } } as FactDraft;
}

export const FOOTFALL_DEFINITION: FootfallDefinition = {
  absentAfterMs: 30_000,
  leaveAfterMs: 600_000,
  outsideAfterMs: 120_000,
  mergeStaysMs: 20_000,
  countStayMs: 10_000,
  engagedMs: 60_000,
  bounceMs: 60_000,
  passerByMs: 3000,
  staffAfterMs: 14_400_000,
  timezone: 'Europe/Paris',
  tills: ['tills'],
};

/** Quarter hour `n` after the noon of all made-up facts. */
export function footfallQuarter(n: number): FactDraft {
  const t = NOON_MS + n * 900_000;
  return {
    kind: 'footfall',
    t: t + 1_020_000,
    data: {
      from: instantText(t),
      revision: 1,
      definition: FOOTFALL_DEFINITION,
      grade: 'scanners',
      zones: [{ zone: 'fruit', devices: 12, randomized: 9 }],
      inside: { devices: 20, randomized: 15 },
      entered: { devices: 10, randomized: 8 },
      passersBy: { devices: 40, randomized: 36 },
      excluded: [{ reason: 'listed-fixture', devices: 2 }],
      occupancy: { mean: 3.5, max: 6, zones: [{ zone: 'fruit', mean: 1.5, max: 3 }] },
      sightings: 9000,
      late: 90,
      tooLate: 3,
      scannersHeard: 3,
      scanners: 4,
    },
  };
}

export function decision(n: number, t = NOON_MS + n * 1000): FactDraft {
  return {
    kind: 'decision',
    t,
    data: {
      decisionId: hexId(4, n),
      visitId: hexId(1, n),
      subject: hexId(2, n),
      zone: 'fruit',
      screen: 'fruit-1',
      decidedAt: instantText(t),
      trigger: 'zone',
      ranker: 'model',
      model: 'test-1',
      book: '0123456789abcdef',
      arm: 'treated',
      audience: 1,
      exploreShare: 0.1,
      seed: 'fedcba9876543210',
      candidates: [{ offer: 'apples-20', score: 0.25, value: 0.25, propensity: 0.95 }],
      refused: [{ reason: 'OUT_OF_STOCK', offers: ['pears-10'] }],
      chosen: 'apples-20',
      explored: false,
      propensity: 0.95,
      contributions: [],
    },
  };
}

export function exposure(n: number, t = NOON_MS + n * 1000): FactDraft {
  return {
    kind: 'exposure',
    t: t + 250,
    data: {
      deliveryId: hexId(5, n),
      decisionId: hexId(4, n),
      visitId: hexId(1, n),
      subject: hexId(2, n),
      offer: 'apples-20',
      zone: 'fruit',
      screen: 'fruit-1',
      pushedAt: instantText(t),
      shownAt: instantText(t + 250),
    },
  };
}

export function redemption(n: number, t = NOON_MS + n * 1000): FactDraft {
  const which = { redemptionId: hexId(10, n), decisionId: hexId(4, n), visitId: hexId(1, n), receiptId: hexId(9, n) };
  return {
    kind: 'redemption',
    t,
    data: { ...which, subject: hexId(2, n), offer: 'apples-20', proof: 'code', at: instantText(t), amount: 2.4 },
  };
}

export function response(n: number, t = NOON_MS + n * 1000): FactDraft {
  const about = { deliveryId: hexId(5, n), decisionId: hexId(4, n), visitId: hexId(1, n), offer: 'apples-20' };
  return {
    kind: 'response',
    t,
    data: { responseId: hexId(11, n), subject: hexId(2, n), response: 'ignored', at: instantText(t), ...about },
  };
}

export function rankerChange(_n: number, t = NOON_MS): FactDraft {
  return { kind: 'ranker', t, data: { change: 'switched', at: instantText(t), by: 'alex', from: 'count-rule', to: 'model-1' } };
}

export function screenEvent(n: number, t = NOON_MS + n * 1000): FactDraft {
  return { kind: 'screen-event', t, data: { screen: 'fruit-1', outcome: 'touched', at: instantText(t), deliveryId: hexId(5, n) } };
}

export function tap(n: number, t = NOON_MS + n * 1000): FactDraft {
  return { kind: 'tap', t, data: { tapId: hexId(8, n), reader: 'entrance', zone: 'fruit', at: instantText(t), subject: hexId(2, n) } };
}

export function receipt(n: number, t = NOON_MS + n * 1000): FactDraft {
  const lines = [{ product: 'apples', quantity: 1.25, amount: 3.5 }];
  return { kind: 'receipt', t, data: { receiptId: hexId(9, n), till: 'till-1', at: instantText(t), total: 3.5, currency: 'EUR', lines } };
}

export function doorCount(n: number, t = NOON_MS + n * 1000): FactDraft {
  return { kind: 'count', t, data: { countId: hexId(10, n), door: 'main', at: instantText(t), in: 3, out: 1 } };
}

export function recordingStarted(n: number, t = NOON_MS + n * 1000): FactDraft {
  return { kind: 'security', t, data: { action: 'recording-started', at: instantText(t), recordingId: hexId(7, n), by: 'alex' } };
}

export function pickup(n: number, stage: 'alerted' | 'acknowledged' | 'expired', t = NOON_MS + n * 1000): FactDraft {
  const device = stage === 'acknowledged' ? { device: 'till-1' } : { zone: 'fruit' };
  return {
    kind: 'pickup',
    t,
    data: { alertId: hexId(6, n), order: 'order-1', visitId: hexId(1, n), subject: hexId(2, n), stage, at: instantText(t), ...device },
  };
}
