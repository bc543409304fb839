import { createHash } from 'node:crypto';

/** Made-up members, the same each time: three identifiers, five consents, twenty product lines and ten shown offers each, as the bar asks. */
export interface MadeUp {
  readonly memberId: string;
  readonly tokenKey: string;
  readonly card: string;
  readonly beacon: string;
}

const PRODUCTS = 20;
const OFFERS = 10;
const CONSENTS = 'recognition|personal-offers|staff-assistance|analytics|phone-messages';
export const CSV_HEADER = 'member_id,first_name,identifiers,consents,consent_given_at,language,points,purchases,offers,as_of\n';

export function madeUp(number: number): MadeUp {
  const random = createHash('sha256').update(`member ${number}`).digest('hex');
  return {
    memberId: `M${String(number).padStart(8, '0')}`,
    tokenKey: random.slice(0, 32),
    card: String(9_000_000_000_000 + number),
    beacon: `ibeacon:5f9f2a4e-6f4c-4d6c-8a56-0a1b2c3d4e5f-${number >>> 16}-${number & 0xffff}`,
  };
}

/** The identifiers of a member that are told in clear by what is heard. */
export const heardOf = ({ card, beacon }: MadeUp): [string, string] => [`card:${card}`, beacon];

export function csvRow(number: number): string {
  const { memberId, tokenKey, card, beacon } = madeUp(number);
  const purchases = Array.from({ length: PRODUCTS }, (_, at) => {
    const line = number * 7 + at * 389;
    return `product-${line % 30_000}:${1 + (line % 9)}:${(line % 5000) / 100}@2026-0${1 + (line % 9)}-1${line % 9}`;
  });
  const offers = Array.from(
    { length: OFFERS },
    (_, at) => `offer-${(number * 3 + at * 41) % 500}:${1 + ((number + at) % 6)}@2026-09-0${1 + (at % 9)}`,
  );
  const cells = [
    memberId,
    `Name${number % 5000}`,
    `token-key:${tokenKey}|card:${card}|${beacon}`,
    CONSENTS,
    '2026-01-15T10:00:00Z',
    'fr',
    number % 10_000,
    [...new Set(purchases)].join('|'),
    [...new Set(offers)].join('|'),
    '2026-09-30T00:00:00Z',
  ];
  return `${cells.join(',')}\n`;
}
