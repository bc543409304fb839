import type { LoggedOffer, LoggedSlate } from '../../offer-log/log.ts';
import type { Audience } from '../features/inputs.ts';
import { perPeriod } from '../features/scaled.ts';
import type { MemberRecord } from './member-record.ts';

/** Means over fewer members say more about each of them than about the offer. */
const FEWEST_MEMBERS = 10;

/** How those who are sent an offer at one moment bought its products before. */
export function audiencesOf(
  slates: readonly LoggedSlate[],
  recordOf: (memberId: string) => MemberRecord | undefined,
  historyDays: number,
): ReadonlyMap<string, Audience> {
  const scale = perPeriod(historyDays);
  const members = new Map<LoggedOffer, Set<string>>();
  for (const { memberId, candidates } of slates) {
    for (const { offer } of candidates) {
      const known = members.get(offer);
      if (known) known.add(memberId);
      else members.set(offer, new Set([memberId]));
    }
  }
  const audiences = new Map<string, Audience>();
  for (const [{ offerId, products }, ids] of members) {
    if (ids.size < FEWEST_MEMBERS) continue;
    const wanted = new Set(products);
    let [sum, logSum] = [0, 0];
    for (const id of ids) {
      const lines = linesOf(recordOf(id), wanted) * scale;
      sum += lines;
      logSum += Math.log1p(lines);
    }
    audiences.set(offerId, { meanLines: sum / ids.size, meanLogLines: logSum / ids.size });
  }
  return audiences;
}

/** The shorter of the two lists is walked. */
function linesOf(record: MemberRecord | undefined, products: ReadonlySet<string>): number {
  let lines = 0;
  if (!record) return lines;
  if (products.size < record.size) for (const product of products) lines += record.times(product);
  else for (const product of record.products()) if (products.has(product)) lines += record.times(product);
  return lines;
}
