import { describe, expect, it } from 'vitest';
import { FEATURE_HASH, FEATURE_NAMES, type FeatureInput, featureRow } from '../../../models/offer-ranker/features.ts';

const input: FeatureInput = {
  offer: { id: 'rolls', category: 'bakery', kind: 'percent-off', value: 20, zones: ['bakery'] },
  member: { affinities: { bakery: 0.3, wine: 0.6 }, segments: ['bakery'] },
  zone: 'bakery',
  hour: 6,
  weekday: 6,
  dwellMs: 60_000,
  shownBefore: 0,
};
const feature = (name: string, changed: Partial<FeatureInput> = {}): number | undefined =>
  featureRow({ ...input, ...changed })[FEATURE_NAMES.indexOf(name)];

describe('what the offer model sees', () => {
  it('is one number per name, near one', () => {
    expect(featureRow(input)).toHaveLength(FEATURE_NAMES.length);
    for (const value of featureRow(input)) expect(Math.abs(value)).toBeLessThanOrEqual(3);
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURE_NAMES.length);
  });

  it('is the share of own purchases in the category, also beside the best category', () => {
    expect(feature('affinity')).toBeCloseTo(0.3);
    expect(feature('affinityOfBest')).toBeCloseTo(0.5);
    expect(feature('affinity', { member: {} })).toBe(0);
    expect(feature('affinitiesKnown', { member: {} })).toBe(0);
  });

  it('is not fooled by a category that is named like a property of every object', () => {
    expect(feature('affinity', { offer: { ...input.offer, category: 'constructor' } })).toBe(0);
  });

  it('is whether the offer belongs to this zone', () => {
    expect(feature('zoneOfOffer')).toBe(1);
    expect(feature('zoneOfOffer', { zone: 'wine' })).toBe(0);
  });

  it('is the kind and the size of the offer', () => {
    expect(feature('kind:percent-off')).toBe(1);
    expect(feature('kind:bundle')).toBe(0);
    expect(feature('valueLog:percent-off')).toBeGreaterThan(0);
    expect(feature('valueLog:amount-off')).toBe(0);
  });

  it('is the time of day on a circle, and the weekend', () => {
    expect(feature('hourSin')).toBeCloseTo(1);
    expect(feature('hourCos')).toBeCloseTo(0);
    expect(feature('weekend')).toBe(1);
    expect(feature('weekend', { weekday: 3 })).toBe(0);
  });

  it('is how often the offer was shown before', () => {
    expect(feature('shownBeforeLog')).toBe(0);
    expect(feature('shownBeforeLog', { shownBefore: 5 })).toBeGreaterThan(0);
  });

  it('asks for no age, sex, income or household', () => {
    for (const name of FEATURE_NAMES) expect(name).not.toMatch(/age|sex|gender|income|household|kids|married/iu);
  });

  it('has a fingerprint, which changes only on purpose', () => {
    expect(FEATURE_HASH).toBe('98a7ee7a759745ca');
  });
});
