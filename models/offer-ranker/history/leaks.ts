import type { LoggedSlate, OfferLog } from '../../offer-log/log.ts';
import { FEATURE_NAMES } from '../features/table.ts';
import { windBack } from './wind-back.ts';

/** A feature of an offer in a slate that is another one when all that was dated at the moment of the slate or later is taken away. */
export interface Leak {
  readonly slateId: string;
  readonly offerId: string;
  readonly feature: string;
  readonly value: number;
  readonly withoutFuture: number;
}

interface SlateRows {
  readonly slate: LoggedSlate;
  rows(): Float32Array;
}

/** How features are made of a log: of the slates shown at one moment. */
export type RowsAt = (log: OfferLog, at: number) => Iterable<SlateRows>;

/** What the features of the slates shown at these moments know of the future: empty where all is well. */
export function leaksOf(log: OfferLog, moments: readonly number[], rowsAt: RowsAt = windToMoment): readonly Leak[] {
  return moments.flatMap((at) => {
    const cut = new Map<string, Float32Array>();
    for (const { slate, rows } of rowsAt(withoutFuture(log, at), at)) cut.set(slate.slateId, rows());
    const leaks: Leak[] = [];
    for (const { slate, rows } of rowsAt(log, at)) leaks.push(...differences(slate, rows(), cut.get(slate.slateId) ?? new Float32Array(0)));
    return leaks;
  });
}

/** The log as it was at a moment, with the slates that are shown then: nobody bought or redeemed anything at that moment or later. */
export function withoutFuture(log: OfferLog, at: number): OfferLog {
  const slates = log.slates.flatMap((slate) =>
    slate.shownAt > at ? [] : { ...slate, candidates: slate.candidates.map((candidate) => unredeemed(candidate, at)) },
  );
  return { ...log, slates, purchases: log.purchases.filter((purchase) => purchase.at < at) };
}

function unredeemed(candidate: LoggedSlate['candidates'][number], at: number): LoggedSlate['candidates'][number] {
  const { redeemedAt, ...known } = candidate;
  return redeemedAt === undefined || redeemedAt < at ? candidate : known;
}

function windToMoment(log: OfferLog, at: number): Iterable<SlateRows> {
  return windBack(log, { from: at, until: at + 1 });
}

function differences({ slateId, candidates }: LoggedSlate, rows: Float32Array, cut: Float32Array): Leak[] {
  const width = rows.length / candidates.length;
  return Array.from(rows.keys()).flatMap((place) => {
    const [value, without] = [rows[place] ?? Number.NaN, cut[place] ?? Number.NaN];
    if (Object.is(value, without)) return [];
    const feature = FEATURE_NAMES[place % width] ?? String(place % width);
    return { slateId, offerId: candidates[Math.floor(place / width)]?.offer.offerId ?? '', feature, value, withoutFuture: without };
  });
}
