import { type Cells, type Columns, listCell, numberCell } from './csv.ts';

const AFFINITY = 'affinity:';
/** `identifiers_2` is the second phone of a household that shares the card, and so on. */
const DEVICE_COLUMNS = Array.from({ length: 8 }, (_, at) => `identifiers_${at + 2}`);

export const MEMBER_COLUMNS: Columns = {
  // Identifiers and consents may be empty, but a file without these columns is one whose columns are misnamed.
  required: ['member_id', 'identifiers', 'consents'],
  optional: [
    'first_name',
    'consent_given_at',
    'consent_expires_at',
    'consent_withdrawn_at',
    ...DEVICE_COLUMNS,
    'language',
    'channel',
    'shops',
    'points',
    'tier',
    'vouchers',
    'gift_cards',
    'purchases',
    'offers',
    'as_of',
    'segments',
    'birthday',
    'since',
  ],
  prefix: AFFINITY,
};

/** What one row of CSV says of a member. A cell that cannot be read comes through as it is: then the schema refuses it. */
export function memberOfCells(cells: Cells, importedAt: string): Record<string, unknown> {
  const devices = DEVICE_COLUMNS.flatMap((column) => (cells[column] === undefined ? [] : [listCell(cells[column])]));
  const vouchers = [
    ...listCell(cells['vouchers']).map((text) => voucherOf(text, 'voucher')),
    ...listCell(cells['gift_cards']).map((text) => voucherOf(text, 'gift-card')),
  ];
  const member: Record<string, unknown> = {
    identifiers: listCell(cells['identifiers']),
    consents: listCell(cells['consents']).map((purpose) => consentOf(purpose, cells, importedAt)),
  };
  /** To the schema a property that is undefined would be there. */
  const set = (name: string, value: unknown): void => {
    if (value !== undefined) member[name] = value;
  };
  set('memberId', cells['member_id']);
  set('firstName', cells['first_name']);
  set('devices', ifAny(devices));
  set('language', cells['language']);
  set('channel', cells['channel']);
  set('shops', ifAny(listCell(cells['shops'])));
  set('points', numberCell(cells['points']));
  set('tier', cells['tier']);
  set('vouchers', ifAny(vouchers));
  set('purchases', ifAny(listCell(cells['purchases']).map(purchaseOf)));
  set('offers', ifAny(listCell(cells['offers']).map(offerOf)));
  set('asOf', cells['as_of']);
  set('segments', ifAny(listCell(cells['segments'])));
  set('affinities', affinitiesOf(cells));
  set('birthday', cells['birthday']);
  set('since', cells['since']);
  return member;
}

function consentOf(purpose: string, cells: Cells, importedAt: string): Record<string, unknown> {
  const consent: Record<string, unknown> = { purpose, givenAt: cells['consent_given_at'] ?? importedAt };
  if (cells['consent_expires_at'] !== undefined) consent['expiresAt'] = cells['consent_expires_at'];
  if (cells['consent_withdrawn_at'] !== undefined) consent['withdrawnAt'] = cells['consent_withdrawn_at'];
  return consent;
}

/** `product:times@2026-03-01`, or `product:times:amount@2026-03-01`. */
function purchaseOf(text: string): unknown {
  const [product, times, amount, lastOn] = lineOf(text);
  if (lastOn === undefined || times === undefined) return text;
  if (amount === undefined) return { product, times: numberCell(times), lastOn };
  return { product, times: numberCell(times), amount: numberCell(amount), lastOn };
}

/** `offer:shown@2026-03-01`, or `offer:shown:redeemed@2026-03-01`. */
function offerOf(text: string): unknown {
  const [offer, shown, redeemed, lastOn] = lineOf(text);
  if (lastOn === undefined || shown === undefined) return text;
  if (redeemed === undefined) return { offer, shown: numberCell(shown), lastOn };
  return { offer, shown: numberCell(shown), redeemed: numberCell(redeemed), lastOn };
}

/** `id:value`, or `id:value@2026-12-31` for one that ends. */
function voucherOf(text: string, kind: 'voucher' | 'gift-card'): unknown {
  const [id, value, more, endsOn] = lineOf(text);
  if (value === undefined || more !== undefined) return text;
  if (endsOn === undefined) return { id, kind, value: numberCell(value) };
  return { id, kind, value: numberCell(value), endsOn };
}

/** `name:one[:two]@day` in its parts; only the name where it has more of them. */
function lineOf(text: string): readonly [name: string, one?: string | undefined, two?: string | undefined, day?: string | undefined] {
  const day = text.indexOf('@');
  const head = day < 0 ? text : text.slice(0, day);
  const one = head.indexOf(':');
  if (one < 0) return [text];
  const two = head.indexOf(':', one + 1);
  if (two >= 0 && head.includes(':', two + 1)) return [text];
  const first = head.slice(one + 1, two < 0 ? undefined : two);
  return [head.slice(0, one), first, two < 0 ? undefined : head.slice(two + 1), day < 0 ? undefined : text.slice(day + 1)];
}

function affinitiesOf(cells: Cells): Record<string, unknown> | undefined {
  const named = Object.keys(cells).filter((name) => name.startsWith(AFFINITY));
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map((name) => [name.slice(AFFINITY.length), numberCell(cells[name])]));
}

function ifAny<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
