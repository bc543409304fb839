import { describe, expect, it } from 'vitest';
import type { OfferLog } from '../../../../models/offer-log/log.ts';
import { featureRows } from '../../../../models/offer-ranker/features/feature-rows.ts';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';
import { leaksOf, type RowsAt } from '../../../../models/offer-ranker/history/leaks.ts';
import { windBack } from '../../../../models/offer-ranker/history/wind-back.ts';
import { DAY_MS, day, twoCampaigns } from './a-log.ts';

const LOG = twoCampaigns();
const MOMENTS = [day(10), day(30)];

describe('the leak check', () => {
  it('finds nothing: the features of a slate are the same with everything of that moment and later taken away', () => {
    expect(leaksOf(LOG, MOMENTS)).toEqual([]);
  });

  it('catches a history that goes on for a day after the slate was shown', () => {
    const late: RowsAt = (log, at) => {
      const later = new Map(
        Array.from(windBack({ ...log, slates: log.slates.map((slate) => ({ ...slate, shownAt: slate.shownAt + DAY_MS })) }), (past) => [
          past.slate.slateId,
          past,
        ]),
      );
      return Array.from(windBack(log, { from: at, until: at + 1 }), ({ slate, places, prepared }) => ({
        slate,
        rows: () => featureRows(prepared, later.get(slate.slateId)?.history ?? { lines: [], offers: [] }, {}, places),
      }));
    };
    expect(new Set(leaksOf(LOG, MOMENTS, late).map(({ feature }) => feature))).toContain('ownLines');
  });

  it('catches rates that know of a redemption of the same day', () => {
    const soon: RowsAt = (log, at) => windBack(shifted(log, at), { from: at, until: at + 1 });
    const features = new Set(leaksOf(LOG, [day(30)], soon).map(({ feature }) => feature));
    expect(features).toContain('offerRate');
    expect(features).not.toContain('lines');
  });

  it('catches a feature that reads from the slate itself what came of it', () => {
    const cheating: RowsAt = (log, at) =>
      Array.from(windBack(log, { from: at, until: at + 1 }), (past) => ({
        slate: past.slate,
        rows: () => {
          const rows = past.rows();
          for (const [index, { redeemedAt }] of past.slate.candidates.entries())
            rows[index * FEATURE_NAMES.length] = redeemedAt === undefined ? 0 : 1;
          return rows;
        },
      }));
    const leaks = leaksOf(LOG, [day(30)], cheating);
    expect(leaks).toHaveLength(4);
    expect(leaks[0]).toEqual({ slateId: 'm0-30-from-30', offerId: 'soap-2', feature: FEATURE_NAMES[0], value: 1, withoutFuture: 0 });
  });

  it('catches a slate that is not there without what came later', () => {
    const chosenLater: RowsAt = (log, at) =>
      Array.from(windBack(log, { from: at, until: at + 1 })).filter(({ slate }) =>
        slate.candidates.some(({ redeemedAt }) => redeemedAt !== undefined),
      );
    const leaks = leaksOf(LOG, [day(30)], chosenLater);
    expect(new Set(leaks.map(({ slateId }) => slateId)).size).toBe(4);
  });
});

/** What is redeemed at the moment counts as if it had been before: a comparison with `<=` in place of `<`. */
function shifted(log: OfferLog, at: number): OfferLog {
  const slates = log.slates.map((slate) =>
    slate.shownAt < at
      ? {
          ...slate,
          candidates: slate.candidates.map((candidate) => ({
            ...candidate,
            ...(candidate.redeemedAt === undefined ? {} : { redeemedAt: candidate.redeemedAt - 20 * DAY_MS }),
          })),
        }
      : slate,
  );
  return { ...log, slates };
}
