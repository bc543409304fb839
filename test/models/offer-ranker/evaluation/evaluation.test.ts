import { beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, evaluateTable } from '../../../../models/offer-ranker/evaluation/evaluation.ts';
import { evaluationLines } from '../../../../models/offer-ranker/evaluation/lines.ts';
import { reportPage } from '../../../../models/offer-ranker/evaluation/report.ts';
import { rollingSplits } from '../../../../models/offer-ranker/evaluation/splits.ts';
import { validationOf } from '../../../../models/offer-ranker/evaluation/validation.ts';
import { slateTable } from '../../../../models/offer-ranker/training/slate-table.ts';
import { day, twoCampaigns } from '../history/a-log.ts';
import { loyalChain } from '../history/loyal-chain.ts';

const TABLE = slateTable(loyalChain(40));
const ORDER = { folder: 'logs', fingerprint: 'abcdef', seed: 1 };
const DATES = { trainUntil: day(96), testFrom: day(96) };

describe('rolling folds', () => {
  it('follow each other, each tested after all that it was trained on, and never part a campaign', () => {
    const shownAt = Float64Array.from({ length: 80 }, (_, slate) => day(Math.floor(slate / 4)));
    expect(rollingSplits({ ...TABLE, shownAt })).toEqual([
      { trainUntil: day(12), testFrom: day(12), testUntil: day(14) },
      { trainUntil: day(14), testFrom: day(14), testUntil: day(17) },
      { trainUntil: day(17), testFrom: day(17), testUntil: Number.POSITIVE_INFINITY },
    ]);
  });

  it('are fewer where slates were shown at few moments', () => {
    expect(rollingSplits(TABLE)).toHaveLength(2);
    expect(rollingSplits(slateTable(twoCampaigns()))).toEqual([]);
  });
});

describe('an evaluation', () => {
  let dated: Evaluation;
  beforeAll(async () => {
    dated = await evaluateTable(TABLE, { ...ORDER, dates: DATES });
  });

  it('trains on what was before and ranks what came after', () => {
    const [fold] = dated.folds;
    expect(fold).toMatchObject({ learned: { slates: 160, rows: 480 }, slates: 80, rows: 240, testUntil: null });
    expect(dated.compared.countRule.ndcgAt5).toBe(1);
    expect(dated.compared.model.auc).toBeGreaterThan(0.5);
    expect(dated.calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(240);
  });

  it('is the same for the same seed', async () => {
    expect(await evaluateTable(TABLE, { ...ORDER, dates: DATES })).toEqual(dated);
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    await evaluateTable(TABLE, { ...ORDER, dates: undefined, onProgress: (done, total) => told.push(done / total) });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });

  it('pools its folds', async () => {
    const rolling = await evaluateTable(TABLE, { ...ORDER, dates: undefined });
    expect(rolling.folds.map(({ slates }) => slates)).toEqual([40, 40]);
    expect(rolling.protocol).toContain('2 folds');
    expect(rolling.compared.countRule.ndcgAt5).toBe(1);
  });

  it('says why where there is nothing to learn from or nothing to rank', async () => {
    const dates = { trainUntil: day(1), testFrom: day(50) };
    await expect(evaluateTable(TABLE, { ...ORDER, dates })).rejects.toMatchObject({ code: 'OFR_LOG_SMALL' });
    await expect(evaluateTable(TABLE, { ...ORDER, dates: { trainUntil: day(400), testFrom: day(400) } })).rejects.toThrow(
      'no slate was shown at',
    );
    const unredeemed = { ...TABLE, redeemedAt: TABLE.redeemedAt.map(() => Number.POSITIVE_INFINITY) };
    await expect(evaluateTable(unredeemed, { ...ORDER, dates: DATES })).rejects.toThrow('nothing was redeemed');
    await expect(evaluateTable(slateTable(twoCampaigns()), { ...ORDER, dates: undefined })).rejects.toThrow('fewer than three moments');
  });

  it('is a table for people, with every contender and the verdict', () => {
    const text = evaluationLines(dated).join('\n');
    for (const word of [
      'model',
      'count rule',
      'popularity',
      'category affinity',
      'NDCG@5',
      'calibration error',
      'NDCG@5 over the count rule: ',
    ]) {
      expect(text).toContain(word);
    }
  });

  it('is a page with plots that loads nothing from anywhere', () => {
    const page = reportPage(dated);
    expect(page.match(/<svg /g)?.length).toBe(8);
    expect(page).not.toMatch(/https?:|<script|src=|NaN|undefined|Infinity/);
    expect(page).toContain('Members who had redeemed nothing before');
  });

  it('goes onto the card with figures that a person can read', () => {
    const { figures, intervals } = validationOf(dated);
    expect(figures.countRule.ndcgAt5).toBe(1);
    expect(String(figures.model.auc).length).toBeLessThan(9);
    expect(Object.keys(intervals)).toEqual(['model', 'countRule', 'popularity', 'categoryAffinity']);
  });
});
