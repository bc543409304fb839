import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, inOrder, isCovered, lengthen, type Span, without } from '../../../../edge/presence/visits/span.ts';

const span = (from: number, to: number, zone = 'bakery', confidence = 1): Span => ({ zone, from, to, confidence });
const seconds = (spans: readonly Span[]): Set<number> =>
  new Set(spans.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));

describe('a span', () => {
  it('is as sure as it was on average when it gets longer, and never gets shorter', () => {
    const one = span(0, 10, 'bakery', 1);
    lengthen(one, 20, 0.5);
    expect(one).toEqual(span(0, 20, 'bakery', 0.75));
    lengthen(one, 5, 0);
    expect(one).toEqual(span(0, 20, 'bakery', 0.75));
  });

  it('goes on where the next of its zone begins without a gap', () => {
    const spans = [span(0, 10)];
    append(spans, span(10, 20));
    append(spans, span(25, 30));
    append(spans, span(30, 40, 'wine'));
    expect(spans).toEqual([span(0, 20), span(25, 30), span(30, 40, 'wine')]);
  });

  it('covers its time, both ends with it', () => {
    const spans = [span(0, 10), span(20, 30)];
    expect([0, 10, 15, 20, 31].map((t) => isCovered(spans, t))).toEqual([true, true, false, true, false]);
  });
});

describe('what is not yet known', () => {
  it('is what lies between, before and after what is', () => {
    expect(without([span(0, 100)], [span(10, 20), span(15, 30), span(90, 120)])).toEqual([span(0, 10), span(30, 90)]);
    expect(without([span(0, 10)], [span(10, 20)])).toEqual([span(0, 10)]);
    expect(without([span(5, 10)], [span(0, 20)])).toEqual([]);
  });

  it('is each moment of the new that is in nothing of the old, whatever they are', () => {
    const list = fc.array(
      fc.tuple(fc.nat(50), fc.nat(20)).map(([from, length]) => span(from, from + length)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(list, list, (news, known) => {
        const old = seconds(known);
        const left = without(inOrder(news), inOrder(known));
        expect(seconds(left)).toEqual(new Set([...seconds(news)].filter((t) => !old.has(t))));
      }),
    );
  });
});
