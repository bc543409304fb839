import type { VisitEnd } from '../../../contract/facts/presence-facts.ts';
import type { PresenceSettings } from '../../domain/shop.ts';
import type { Span } from './span.ts';

export interface PartitionRules extends Pick<PresenceSettings, 'leaveAfterMs' | 'outsideAfterMs'> {
  readonly midnightAfter: (t: number) => number;
}

/** The time of one visit, and what ended it. */
export interface Part {
  readonly spans: readonly Span[];
  readonly end: VisitEnd;
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * Parts a subject's times in zones into visits: by silence, by time outside, and at midnight. What was told to be one visit stays one:
 * `known`. Times are in order.
 */
export function partition(inside: readonly Span[], outside: readonly Span[], known: readonly Interval[], rules: PartitionRules): Part[] {
  const parts: { spans: Span[]; end: VisitEnd }[] = [];
  for (const span of inside.flatMap((one) => cutAtMidnights(one, rules))) {
    const part = parts.at(-1);
    const last = part?.spans.at(-1);
    const end = last && endBetween(last, span, outside, known, rules);
    if (part && end === undefined) part.spans.push(span);
    else {
      if (part && end) part.end = end;
      parts.push({ spans: [span], end: 'silent' });
    }
  }
  const last = parts.at(-1);
  const closedAt = last?.spans.at(-1)?.to;
  if (last && closedAt !== undefined && outside.some(({ from, to }) => to > closedAt && from - closedAt < rules.leaveAfterMs))
    last.end = 'outside';
  return parts;
}

function cutAtMidnights(span: Span, { midnightAfter }: PartitionRules): Span[] {
  const pieces: Span[] = [];
  let { from } = span;
  for (let midnight = midnightAfter(from); midnight < span.to; midnight = midnightAfter(from)) {
    pieces.push({ ...span, from, to: midnight });
    from = midnight;
  }
  return [...pieces, { ...span, from }];
}

/** Why the visit ended between two times in zones; undefined where it went on. */
function endBetween(
  before: Span,
  after: Span,
  outside: readonly Span[],
  known: readonly Interval[],
  rules: PartitionRules,
): VisitEnd | undefined {
  if (rules.midnightAfter(before.from) <= after.from) return 'midnight';
  if (known.some(({ from, to }) => from <= before.to && to >= after.from)) return undefined;
  const between = outside.filter(({ from, to }) => to > before.to && from < after.from);
  const [first] = between;
  if (first && after.from - Math.max(first.from, before.to) >= rules.outsideAfterMs) return 'outside';
  let heardAt = before.to;
  for (const { from, to } of between) {
    if (from - heardAt >= rules.leaveAfterMs) return 'silent';
    heardAt = Math.max(heardAt, to);
  }
  return after.from - heardAt >= rules.leaveAfterMs ? 'silent' : undefined;
}
