import { describe, expect, it } from 'vitest';
import { figures } from '../../../cloud/dashboard/figures.ts';
import type { Reports } from '../../../cloud/dashboard/reports.ts';
import { emptyFootfall } from './made-up-headquarters.ts';

const NOTHING: Reports = {
  shop: undefined,
  footfall: emptyFootfall([]),
  visits: [],
  zoneStays: [],
  exposures: [],
  decisions: [],
  pickups: [],
};
const SHOP = { shop: 'demo', visits: 412, present: 2, exposures: 9 };

describe('the five figures of a shop', () => {
  it('show a mean of nothing as nothing', () => {
    expect(figures(SHOP, NOTHING).map(({ value }) => value)).toEqual(['2', '0', '–', '0', '–']);
  });

  it('count only finished visits into the mean dwell, and only served customers into the wait', () => {
    const visit = { visitId: 'a', openedAt: '2026-03-02T09:30:00Z', firstZone: 'garden', stays: 1, exposures: 0 };
    const pickup = { alertId: 'a', order: 'b', at: '2026-03-02T09:30:00Z' };
    const reports: Reports = {
      ...NOTHING,
      footfall: {
        ...NOTHING.footfall,
        quarters: emptyFootfall(['2026-03-02T09:30:00Z']).quarters.map((quarter) => ({ ...quarter, entries: 3 })),
      },
      visits: [visit, { ...visit, dwellMs: 600_000 }, { ...visit, dwellMs: 1_200_000 }],
      pickups: [
        { ...pickup, stage: 'alerted' },
        { ...pickup, stage: 'acknowledged', waitMs: 30_000 },
      ],
    };
    const [, entries, dwell, , wait] = figures(SHOP, reports);
    expect(entries?.value).toBe('3');
    expect(dwell).toMatchObject({ value: '15 min', note: 'over 2 finished visits' });
    expect(wait).toMatchObject({ value: '30 s', note: '1 customer waiting now' });
  });
});
