import { describe, expect, it } from 'vitest';
import { CROSS_OFFSET, FEATURE_HASH, FEATURE_NAMES, FEATURES, REQUEST_OFFSET } from '../../../../models/offer-ranker/features/table.ts';

describe('the table of features', () => {
  it('names each of them once and has words for all of them', () => {
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURES.length);
    expect(FEATURES.filter(({ words }) => words.length < 8)).toEqual([]);
  });

  it('goes part by part: the offer, the request, what depends on both', () => {
    const parts = FEATURES.map(({ part }) => part);
    expect(new Set(parts.slice(0, REQUEST_OFFSET))).toEqual(new Set(['offer']));
    expect(new Set(parts.slice(REQUEST_OFFSET, CROSS_OFFSET))).toEqual(new Set(['member', 'moment']));
    expect(new Set(parts.slice(CROSS_OFFSET))).toEqual(new Set(['cross', 'slate']));
  });

  it('asks nobody how old, of what sex or how rich they are', () => {
    expect(FEATURE_NAMES.filter((name) => /(^|[a-z])(age|sex|gender|income|kids|household|marital)([A-Z]|$)/.test(name))).toEqual([]);
  });

  it('has a hash by which a model knows it', () => {
    expect(FEATURE_HASH).toMatch(/^[0-9a-f]{16}$/);
  });
});
