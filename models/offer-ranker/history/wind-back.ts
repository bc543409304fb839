import type { LoggedOffer, LoggedSlate, OfferLog } from '../../offer-log/log.ts';
import { featureRows } from '../features/feature-rows.ts';
import type { MemberHistory, Moment } from '../features/inputs.ts';
import { prepareOffers } from '../features/prepare.ts';
import type { PreparedOffers } from '../features/prepared.ts';
import { DAY_MS, offerContent } from './log-content.ts';
import { LogCursor } from './log-cursor.ts';

/** A slate as it could have been looked at when it was shown. */
export interface PastSlate {
  readonly slate: LoggedSlate;
  /** The offers of all slates of the day. */
  readonly prepared: PreparedOffers;
  /** Of the candidates, in their order, among the prepared offers. */
  readonly places: Int32Array;
  readonly history: MemberHistory;
  /** The log does not tell where in the shop a slate was shown, nor the time on the shop's clock. */
  readonly moment: Moment;
  /** Candidates × features. */
  rows(): Float32Array;
}

export interface Span {
  /** Ms epoch; slates shown from then on. */
  readonly from?: number;
  /** Slates shown before. */
  readonly until?: number;
}

const NO_MOMENT: Moment = {};

/**
 * The slates of a span in time order, each with what was known before it. What is known of everybody is taken once a day, when the first slate of the
 * (UTC) day is shown: as a shop gets it from headquarters.
 */
export function* windBack(
  log: OfferLog,
  { from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY }: Span = {},
): Generator<PastSlate> {
  const cursor = new LogCursor(log);
  const slates = log.slates.filter(({ shownAt }) => shownAt >= from && shownAt < until);
  for (const day of runs(slates, ({ shownAt }) => Math.floor(shownAt / DAY_MS))) {
    const moments = runs(day, ({ shownAt }) => shownAt);
    const first = moments[0] ?? [];
    cursor.windTo(first[0]?.shownAt ?? 0);
    const offers = new Map<LoggedOffer, number>();
    for (const { candidates } of day) for (const { offer } of candidates) if (!offers.has(offer)) offers.set(offer, offers.size);
    const prepared = prepareOffers(Array.from(offers.keys(), offerContent), cursor.figures(first));
    for (const together of moments) yield* slatesOf(cursor, prepared, offers, together);
  }
}

function* slatesOf(
  cursor: LogCursor,
  prepared: PreparedOffers,
  offers: ReadonlyMap<LoggedOffer, number>,
  together: readonly LoggedSlate[],
): Generator<PastSlate> {
  cursor.windTo(together[0]?.shownAt ?? 0);
  const perMember = new Map<string, number>();
  for (const { memberId } of together) perMember.set(memberId, (perMember.get(memberId) ?? 0) + 1);
  for (const slate of together) {
    const history = cursor.history(slate.memberId, (perMember.get(slate.memberId) ?? 1) - 1);
    const places = Int32Array.from(slate.candidates, ({ offer }) => offers.get(offer) ?? -1);
    yield { slate, prepared, places, history, moment: NO_MOMENT, rows: () => featureRows(prepared, history, NO_MOMENT, places) };
  }
}

/** Neighbours with the same key together. */
function runs<T>(items: readonly T[], keyOf: (item: T) => number): T[][] {
  const found: T[][] = [];
  let last: number | undefined;
  for (const item of items) {
    const key = keyOf(item);
    if (key === last) found.at(-1)?.push(item);
    else found.push([item]);
    last = key;
  }
  return found;
}
