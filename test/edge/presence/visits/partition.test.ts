import { describe, expect, it } from 'vitest';
import { midnightsOf } from '../../../../edge/domain/local-midnight.ts';
import { partition } from '../../../../edge/presence/visits/partition.ts';
import type { Span } from '../../../../edge/presence/visits/span.ts';

const T = Date.UTC(2026, 5, 1, 10);
const MINUTE_MS = 60_000;
const rules = { leaveAfterMs: 10 * MINUTE_MS, outsideAfterMs: 2 * MINUTE_MS, midnightAfter: midnightsOf('Europe/Paris') };
const at = (from: number, to: number, zone = 'bakery'): Span => ({
  zone,
  from: T + from * MINUTE_MS,
  to: T + to * MINUTE_MS,
  confidence: 1,
});
const minutes = (parts: ReturnType<typeof partition>): unknown[] =>
  parts.map(({ spans, end }) => [((spans[0]?.from ?? 0) - T) / MINUTE_MS, ((spans.at(-1)?.to ?? 0) - T) / MINUTE_MS, end]);

describe('times in zones are one visit', () => {
  it('until there is silence for as long as the shop waits', () => {
    expect(minutes(partition([at(0, 5), at(14, 20, 'wine'), at(30, 40)], [], [], rules))).toEqual([
      [0, 20, 'silent'],
      [30, 40, 'silent'],
    ]);
  });

  it('until the shopper has been outside for so long; a step out of the door is none', () => {
    expect(
      minutes(partition([at(0, 5), at(6, 10), at(14, 20)], [at(5, 6, 'out'), at(10, 11, 'out'), at(20, 25, 'out')], [], rules)),
    ).toEqual([
      [0, 10, 'outside'],
      [14, 20, 'outside'],
    ]);
  });

  it('through a longer time in which she was heard outside, where nobody calls that an end', () => {
    const patient = { ...rules, outsideAfterMs: 60 * MINUTE_MS };
    expect(minutes(partition([at(0, 5), at(20, 30)], [at(6, 14, 'out')], [], patient))).toEqual([[0, 30, 'silent']]);
    expect(minutes(partition([at(0, 5), at(30, 40)], [at(16, 18, 'out')], [], patient))).toHaveLength(2);
  });

  it('where they were told to be one', () => {
    const known = [{ from: T, to: T + 40 * MINUTE_MS }];
    const tap = at(40, 40);
    expect(minutes(partition([at(0, 5), tap], [], known, rules))).toEqual([[0, 40, 'silent']]);
    expect(minutes(partition([at(0, 5), at(30, 40), at(51, 60)], [], known, rules))).toEqual([
      [0, 40, 'silent'],
      [51, 60, 'silent'],
    ]);
  });

  it('until midnight, even where no moment is missing', () => {
    const midnight = 12 * 60;
    expect(minutes(partition([at(midnight - 5, midnight + 5)], [], [], rules))).toEqual([
      [midnight - 5, midnight, 'midnight'],
      [midnight, midnight + 5, 'silent'],
    ]);
    expect(minutes(partition([at(midnight - 5, midnight - 1), at(midnight + 1, midnight + 5)], [], [], rules))[0]).toEqual([
      midnight - 5,
      midnight - 1,
      'midnight',
    ]);
  });
});
