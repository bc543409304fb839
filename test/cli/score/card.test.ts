import { describe, expect, it } from 'vitest';
import { type CardOptions, cardOf, scoreCards } from '../../../cli/score/card.ts';
import { MEASURES, type Measure } from '../../../cli/score/measures.ts';
import { cardLines, cardTable } from '../../../cli/score/print.ts';
import { SCORE_SITE } from '../../../cli/score/shop.ts';
import { parseSite } from '../../../edge/config/site.ts';

const NOTHING = Object.fromEntries(MEASURES.map((name) => [name, null])) as Record<Measure, null>;
const OPENS_MS = Date.UTC(2026, 0, 5, 10);
const options: CardOptions = {
  site: SCORE_SITE,
  seeds: [2],
  conditions: ['none', 'duplicates'],
  opensMs: OPENS_MS,
  hours: 0.15,
  shoppersPerHour: 40,
  unscoredMs: 0,
};

describe('score cards', () => {
  it('set a condition beside the same days with nothing wrong', () => {
    const day = (seed: number, zoneAccuracy: number | null) => ({
      seed,
      rssiAt1mDbm: -60,
      pathLossExponent: 2,
      measured: { ...NOTHING, zoneAccuracy },
    });
    const plain = [day(1, 0.9), day(2, 0.5), day(3, null)];
    const { changes, measures } = cardOf('dead-scanner', [day(1, 0.8), day(2, 0.4), day(3, 0.4)], plain);
    expect(measures.zoneAccuracy?.n).toBe(3);
    expect(changes?.zoneAccuracy).toMatchObject({ n: 2 });
    expect(changes?.zoneAccuracy?.mean).toBeCloseTo(-0.1, 9);
    expect(cardOf('none', plain, undefined).changes).toBeUndefined();
  });

  it('are made of a shop that is a valid site', () => {
    expect(parseSite(SCORE_SITE)).toEqual(SCORE_SITE);
  });

  it('find the members who came in a generated day, and the same again from the same seeds', { timeout: 180_000 }, async () => {
    const done: number[] = [];
    const cards = await scoreCards({ ...options, onDay: (days) => done.push(days) });
    expect(done).toEqual([1, 2]);
    expect(cards.map(({ condition, seeds }) => [condition, seeds])).toEqual([
      ['none', 1],
      ['duplicates', 1],
    ]);
    for (const { measures } of cards) {
      expect(measures.visitRecall?.mean).toBeGreaterThan(0.5);
      expect(measures.visitPrecision?.mean).toBeGreaterThan(0.5);
      expect(measures.zoneAccuracy?.mean).toBeGreaterThan(0.3);
      expect(measures.zoneAccuracy?.n).toBe(1);
    }
    expect(await scoreCards({ ...options, conditions: ['none'] })).toEqual(cards.slice(0, 1));
    const [card] = cards;
    expect(card && cardLines(card)[0]).toBe('nothing wrong (1 day)');
    expect(cardTable(cards)[0]).toBe('| measure | nothing wrong | added by: one report in ten comes twice |');
    expect(cardTable(cards).every((line) => line.split('|').length === 5)).toBe(true);
  });
});
