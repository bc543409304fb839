import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features/table.ts';
import { learnable, redemptionCount } from '../../../../models/offer-ranker/training/learnable.ts';
import { firstSlateAt, rowsOf, slateTable } from '../../../../models/offer-ranker/training/slate-table.ts';
import { day, JAM, log, purchase, slate, TEA, twoCampaigns } from '../history/a-log.ts';
import { loyalChain } from '../history/loyal-chain.ts';

const TABLE = slateTable(twoCampaigns());

describe('the table of slates', () => {
  it('has a row for every offer that was shown, with its features and when it was redeemed', () => {
    expect(TABLE.width).toBe(FEATURE_NAMES.length);
    expect(TABLE.redeemedAt.length).toBe(48);
    expect(TABLE.features.length).toBe(48 * TABLE.width);
    expect(Array.from(TABLE.redeemedAt.subarray(0, 6))).toEqual([
      day(12),
      Number.POSITIVE_INFINITY,
      day(27),
      Number.POSITIVE_INFINITY,
      day(42),
      Number.POSITIVE_INFINITY,
    ]);
    expect(Array.from(TABLE.offsets.subarray(0, 3))).toEqual([0, 2, 4]);
  });

  it('calls a member cold until the first redemption, and not by one that was still to come', () => {
    expect(Array.from(TABLE.cold.subarray(0, 12))).toEqual(new Array(12).fill(1));
    expect(Array.from(TABLE.cold.subarray(12, 16))).toEqual([0, 0, 1, 1]);
  });

  it('has no row for an offer that was a candidate and was not shown', () => {
    const candidates = slate('m1', 10, [TEA, JAM], { 'jam-1': { shown: false } });
    const table = slateTable(log({ slates: [candidates], purchases: [purchase('m1', 1, 'tea')] }));
    expect(Array.from(table.offsets)).toEqual([0, 1]);
  });

  it('knows of a redemption only once it happened', () => {
    expect(Array.from(rowsOf(TABLE, 0, 3, day(20)).labels)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(Array.from(rowsOf(TABLE, 0, 3, day(90)).labels)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(firstSlateAt(TABLE, day(10))).toBe(0);
    expect(firstSlateAt(TABLE, day(11))).toBe(12);
    expect(firstSlateAt(TABLE, day(31))).toBe(24);
  });
});

describe('what may be learned', () => {
  it('is what was shown and redeemed before, of slates with thirty days of purchases behind them', () => {
    const table = slateTable(loyalChain(12));
    const rows = learnable(table, day(54));
    expect(rows.offsets.length - 1).toBe(12);
    expect(redemptionCount(rows)).toBe(rows.labels.reduce((sum, label) => sum + label, 0));
    const young = slateTable(twoCampaigns());
    expect(learnable(young, day(20)).offsets.length - 1).toBe(12);
  });
});
