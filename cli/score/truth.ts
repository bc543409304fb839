import type { ShopDay } from '../../devices/simulator/shop-day.ts';
import { truthOfDay } from '../../devices/simulator/truth.ts';
import { OUT } from '../../edge/presence/engine/presence-engine.ts';
import type { ToldStay, ToldVisit } from './told.ts';

/** What a perfect shop would have told of a generated day. */
export interface Truth {
  /** Of members: of nobody else does a shop tell any. */
  readonly visits: readonly ToldVisit[];
  readonly stays: readonly ToldStay[];
  /** When people came in for the first time, employees left out, and when others came along who only passed. */
  readonly entered: readonly number[];
  readonly passersBy: readonly number[];
}

export function truthOf(day: ShopDay, subjectOf: ReadonlyMap<string, string>): Truth {
  const visits: ToldVisit[] = [];
  for (const { person, fromMs, toMs } of day.visits) {
    const subject = person.member ? subjectOf.get(person.devices[0]?.id ?? '') : undefined;
    if (subject !== undefined) visits.push({ subject, fromMs, toMs });
  }
  const entered = day.visits.flatMap(({ person, fromMs, again }) => (person.kind === 'shopper' && !again ? [fromMs] : []));
  const passersBy = day.passersBy.flatMap(({ journeys: [way] }) => way?.waypoints[0]?.tMs ?? []);
  return { visits, stays: staysOf(day, subjectOf), entered, passersBy };
}

/** One row follows the other: a zone lasts until the next row of the same device. */
function staysOf(day: ShopDay, subjectOf: ReadonlyMap<string, string>): ToldStay[] {
  const open = new Map<string, { zone: string; fromMs: number }>();
  const stays: ToldStay[] = [];
  for (const { mobile, t, zone } of truthOfDay(day)) {
    const subject = subjectOf.get(mobile);
    if (subject === undefined) continue;
    const before = open.get(subject);
    if (before && before.zone !== OUT)
      stays.push({ subject, zone: before.zone, fromMs: before.fromMs, toMs: t, dwellMs: t - before.fromMs });
    open.set(subject, { zone, fromMs: t });
  }
  return stays;
}
