import type { Uplift, UpliftMetric } from '../../../contract/http/offer-routes.ts';

const ratio = { expected: 0.1, actual: 0.099, chance: 0.31, isBroken: false };
const spend = (difference: number, half: number, reading: UpliftMetric['reading']): UpliftMetric => ({
  metric: 'spend',
  treated: 14.2 + difference,
  holdout: 14.2,
  difference: difference + 0.02,
  low: difference - 1.6 * half,
  high: difference + 1.6 * half,
  smallestDetectable: 2.3 * half,
  adjusted: { difference, low: difference - half, high: difference + half, smallestDetectable: 1.43 * half, explained: 0.61 },
  reading,
});
const sameVisits: UpliftMetric = {
  metric: 'visits',
  treated: 0.612,
  holdout: 0.608,
  difference: 0.004,
  low: -0.011,
  high: 0.019,
  smallestDetectable: 0.021,
  reading: 'unclear',
};
const conversion: UpliftMetric = {
  ...sameVisits,
  metric: 'conversion',
  treated: 0.413,
  holdout: 0.401,
  difference: 0.012,
  low: 0.001,
  high: 0.023,
  reading: 'more',
};
const result = {
  campaign: 'spring',
  chosen: 214,
  members: 180,
  exposures: 205,
  touched: 31,
  ignored: 128,
  dismissed: 9,
  notInterested: 4,
  redemptions: 12,
};

/** What offers brought, all shops together. */
export const OFFER_REPORTS: Readonly<Record<string, object | undefined>> = {
  '/api/offers/uplift': {
    from: '2026-04-01T00:00:00.000Z',
    to: '2026-05-27T00:00:00.000Z',
    drawnSince: '2026-04-01T00:00:00.000Z',
    holdoutShare: 0.1,
    smallestArm: 30,
    rows: [
      {
        about: 'all',
        population: 'assigned',
        members: { treated: 18_210, holdout: 2001 },
        ratio,
        exposures: 9120,
        redemptions: 611,
        suppressed: false,
        metrics: [spend(0.41, 0.28, 'more'), sameVisits, conversion],
      },
      {
        about: 'all',
        population: 'reached',
        members: { treated: 4105, holdout: 448 },
        ratio,
        exposures: 9120,
        redemptions: 611,
        suppressed: false,
        metrics: [spend(1.62, 1.1, 'more'), sameVisits, conversion],
      },
      {
        about: 'campaign',
        id: 'spring',
        population: 'reached',
        members: { treated: 2200, holdout: 240 },
        ratio,
        exposures: 5010,
        redemptions: 402,
        suppressed: false,
        metrics: [spend(1.1, 1.5, 'unclear')],
      },
      {
        about: 'offer',
        id: 'linen-2for1',
        population: 'reached',
        members: { treated: 190, holdout: 22 },
        ratio,
        exposures: 205,
        redemptions: 12,
        suppressed: true,
        metrics: [],
      },
    ],
  } satisfies Uplift,
  '/api/offers/results': {
    smallestCell: 5,
    rows: [
      { ...result, offer: 'linen-2for1', ranker: 'model', arm: 'treated' },
      { ...result, offer: 'coffee-20', ranker: 'count-rule', arm: 'treated', chosen: 150, exposures: 141 },
      {
        ...result,
        offer: 'linen-2for1',
        ranker: 'model',
        arm: 'holdout',
        chosen: 21,
        exposures: 0,
        touched: 0,
        ignored: 0,
        dismissed: 0,
        redemptions: 0,
      },
    ],
  },
  '/api/offers/ranker-changes': {
    rows: [
      { shop: 'marktplatz', change: 'switched', at: '2026-05-20T08:00:00.000Z', by: 'edge', to: 'offer-ranker 2026-03-01' },
      { shop: 'marktplatz', change: 'fallback-began', at: '2026-05-18T08:00:00.000Z', by: 'edge', reason: 'too-slow' },
    ],
  },
  '/api/offers/ranking': { serve: 'auto', switchedOn: true, holdoutShare: 0.1, drawnSince: '2026-04-01T00:00:00.000Z' },
};
