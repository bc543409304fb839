import type { StayKind } from '../../../contract/facts/presence-facts.ts';
import type { Stay } from '../../domain/presence-event.ts';
import type { FootfallSettings } from '../../domain/shop.ts';
import type { Span } from './span.ts';

/** A stay as the spans of a visit make it, before it has a name. */
export type StayShape = Omit<Stay, 'stayId' | 'revision' | 'supersedes'>;
export type StayRules = Pick<FootfallSettings, 'mergeStaysMs' | 'countStayMs' | 'engagedMs'>;

interface Growing {
  readonly zone: string;
  readonly enteredAt: number;
  leftAt: number;
  dwellMs: number;
  sureMs: number;
}

/**
 * The stays of a visit, in the order in which they began. Who comes back to a zone soon enough never left it: the time away is not in the
 * dwell, and a stay elsewhere in between is one all the same.
 */
export function staysOf(spans: readonly Span[], rules: StayRules): StayShape[] {
  const stays: Growing[] = [];
  const latest = new Map<string, Growing>();
  for (const { zone, from, to, confidence } of spans) {
    let stay = latest.get(zone);
    if (!stay || from - stay.leftAt >= rules.mergeStaysMs) {
      stay = { zone, enteredAt: from, leftAt: to, dwellMs: 0, sureMs: 0 };
      stays.push(stay);
      latest.set(zone, stay);
    }
    stay.leftAt = to;
    stay.dwellMs += to - from;
    stay.sureMs += confidence * (to - from);
  }
  return stays.map(({ sureMs, ...stay }) => ({
    ...stay,
    kind: kindOf(stay.dwellMs, rules),
    confidence: stay.dwellMs === 0 ? 0 : Math.round((1000 * sureMs) / stay.dwellMs) / 1000,
  }));
}

function kindOf(dwellMs: number, { countStayMs, engagedMs }: StayRules): StayKind {
  if (dwellMs < countStayMs) return 'pass-through';
  return dwellMs < engagedMs ? 'visit' : 'engaged';
}
