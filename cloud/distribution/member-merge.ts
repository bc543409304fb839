import { instantMs } from '../../contract/instant.ts';
import type { Consent, MemberFields, OfferLine, PurchaseLine, Voucher } from '../../contract/records.ts';

/** As many as `MemberFields` can hold; the oldest lines give way. */
const MOST_LINES = 500;
const MOST_COUNT = 1e9;

/**
 * One member out of what several rows say, by the rule of docs/importing.md: identifiers, phones, segments and preferred shops together; of
 * each purpose the latest consent, unless a withdrawal came at its time or after; purchases and offers summed line by line; of everything
 * else what the last row says that says anything.
 */
export function mergeRows(rows: readonly MemberFields[]): MemberFields {
  const [first, ...others] = rows;
  if (!first) throw new TypeError('there is no row');
  const [own = [], ...further] = mergeDevices(rows);
  const merged: MemberFields = Object.assign({}, ...rows);
  const lists = {
    devices: further,
    shops: union(rows.map(({ shops = [] }) => shops).toReversed()),
    vouchers: latestVouchers(rows.flatMap(({ vouchers = [] }) => vouchers)),
    purchases: sumPurchases(rows.flatMap(({ purchases = [] }) => purchases)),
    offers: sumOffers(rows.flatMap(({ offers = [] }) => offers)),
    segments: union(rows.map(({ segments = [] }) => segments)),
  };
  for (const [name, list] of Object.entries(lists)) if (list.length > 0) Object.assign(merged, { [name]: list });
  const affinities = Object.assign({}, ...rows.map((row) => row.affinities));
  if (Object.keys(affinities).length > 0) merged.affinities = affinities;
  const asOf = rows.flatMap((row) => row.asOf ?? []).reduce(later, '');
  if (asOf !== '') merged.asOf = asOf;
  const consents = rows.flatMap((row) => row.consents);
  return { ...merged, identifiers: own, consents: others.length > 0 ? settleConsents(consents) : consents };
}

const later = (one: string, other: string): string => ((instantMs(one) ?? 0) > (instantMs(other) ?? 0) ? one : other);

/** One record for each purpose. Where two speak of the same moment, the one that forbids is believed. */
export function settleConsents(consents: readonly Consent[]): Consent[] {
  const purposes = new Set(consents.map(({ purpose }) => purpose));
  return [...purposes].map((purpose) => {
    const all = consents.filter((consent) => consent.purpose === purpose);
    const latest = all.reduce((best, consent) => ((instantMs(consent.givenAt) ?? 0) >= (instantMs(best.givenAt) ?? 0) ? consent : best));
    const withdrawals = all.flatMap(({ withdrawnAt }) => withdrawnAt ?? []);
    const after = withdrawals.filter((at) => (instantMs(at) ?? Number.POSITIVE_INFINITY) >= (instantMs(latest.givenAt) ?? 0));
    const { withdrawnAt: _own, ...consent } = latest;
    return after.length === 0 ? consent : { ...consent, withdrawnAt: after.reduce((one, at) => (later(one, at) === one ? at : one)) };
  });
}

/** The member's own identifiers and those of each further phone. What two rows name with one identifier in common is one phone. */
function mergeDevices(rows: readonly MemberFields[]): string[][] {
  const devices: Set<string>[] = [new Set(rows.flatMap(({ identifiers }) => identifiers))];
  for (const identifiers of rows.flatMap(({ devices: further = [] }) => further)) {
    const same = devices.find((device) => identifiers.some((identifier) => device.has(identifier))) ?? new Set();
    if (!devices.includes(same)) devices.push(same);
    for (const identifier of identifiers) if (!devices.some((device) => device.has(identifier))) same.add(identifier);
  }
  return devices.filter((device, at) => at === 0 || device.size > 0).map((device) => [...device]);
}

function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

function latestVouchers(vouchers: readonly Voucher[]): Voucher[] {
  return [...new Map(vouchers.map((voucher) => [voucher.id, voucher])).values()];
}

function sumPurchases(lines: readonly PurchaseLine[]): PurchaseLine[] {
  return summed(
    lines,
    ({ product }) => product,
    (one, other) => {
      const amount = one.amount === undefined ? other.amount : cents(one.amount + (other.amount ?? 0));
      const sum = { product: one.product, times: count(one.times + other.times), lastOn: newer(one, other) };
      return amount === undefined ? sum : { ...sum, amount };
    },
  );
}

function sumOffers(lines: readonly OfferLine[]): OfferLine[] {
  return summed(
    lines,
    ({ offer }) => offer,
    (one, other) => {
      const redeemed = one.redeemed === undefined ? other.redeemed : count(one.redeemed + (other.redeemed ?? 0));
      const sum = { offer: one.offer, shown: count(one.shown + other.shown), lastOn: newer(one, other) };
      return redeemed === undefined ? sum : { ...sum, redeemed };
    },
  );
}

function summed<T extends { readonly lastOn: string }>(
  lines: readonly T[],
  nameOf: (line: T) => string,
  sum: (one: T, other: T) => T,
): T[] {
  const byName = new Map<string, T>();
  for (const line of lines) {
    const before = byName.get(nameOf(line));
    byName.set(nameOf(line), before ? sum(before, line) : line);
  }
  const all = [...byName.values()];
  if (all.length <= MOST_LINES) return all;
  return all.sort((one, other) => (one.lastOn < other.lastOn ? 1 : -1)).slice(0, MOST_LINES);
}

/** Dates as in 2026-03-01 sort as text. */
const newer = (one: { readonly lastOn: string }, other: { readonly lastOn: string }): string =>
  (one.lastOn > other.lastOn ? one : other).lastOn;
const cents = (amount: number): number => Math.round(amount * 100) / 100;
const count = (sum: number): number => Math.min(sum, MOST_COUNT);
