import type { MemberShown } from '../../contract/http/member-routes.ts';
import type { Consent } from '../../contract/records.ts';

/** A member for people to read. */
export function memberLines({ subject, member, phones, addedHere }: MemberShown): string[] {
  const {
    memberId,
    firstName,
    language,
    channel,
    shops,
    points,
    tier,
    vouchers,
    purchases,
    offers,
    asOf,
    segments,
    affinities,
    consents,
    birthday,
    since,
  } = member;
  const shares = Object.entries(affinities ?? {}).map(([category, share]) => `${category} ${Math.round(share * 100)} %`);
  return [
    ...line('member', memberId),
    ...line('subject', subject),
    ...line('first name', firstName),
    ...line('language', language),
    ...line('likes to be told', channel),
    ...line('shops', list(shops)),
    ...line('points', points),
    ...line('tier', tier),
    ...line('birthday', birthday),
    ...line('segments', list(segments)),
    ...line('buys', list(shares)),
    ...phones.flatMap((phone, at) =>
      line(at === 0 ? 'known by' : `phone ${at + 1}`, list([...phone.identifiers, ...phone.secrets.map(hidden)])),
    ),
    ...block('consents', consents.length === 0 ? ['none: never recognised'] : consents.map(consentLine)),
    ...block(
      'vouchers',
      (vouchers ?? []).map(({ id, kind, value, endsOn }) => `${kind} ${id}: ${value}${endsOn === undefined ? '' : `, until ${endsOn}`}`),
    ),
    ...block(
      'purchases',
      (purchases ?? []).map(
        ({ product, times, amount, lastOn }) => `${product}: ${times} ×${amount === undefined ? '' : `, ${amount}`}, last on ${lastOn}`,
      ),
    ),
    ...block(
      'offers',
      (offers ?? []).map(
        ({ offer, shown, redeemed = 0, lastOn }) => `${offer}: shown ${shown} ×, redeemed ${redeemed} ×, last on ${lastOn}`,
      ),
    ),
    ...line('counted since', since),
    ...line('accounted for until', asOf),
    ...line('since then, here', `${addedHere.purchases} product lines bought, ${addedHere.offers} offers shown`),
  ];
}

const LABEL_WIDTH = 22;
const line = (label: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`${label.padEnd(LABEL_WIDTH)}${value}`];
const block = (label: string, rows: readonly string[]): string[] => rows.flatMap((row, at) => line(at === 0 ? label : '', row));
const list = (values: readonly string[] = []): string | undefined => (values.length === 0 ? undefined : values.join(', '));
const hidden = (kind: string): string => `${kind} (secret)`;

function consentLine({ purpose, givenAt, expiresAt, withdrawnAt }: Consent): string {
  const end = withdrawnAt === undefined ? expiresAt && `, until ${expiresAt}` : `, withdrawn ${withdrawnAt}`;
  return `${purpose}: given ${givenAt}${end ?? ''}`;
}
