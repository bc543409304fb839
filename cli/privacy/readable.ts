import type { ErasureReceipt, Holdings, PersonalData, Removed } from '../../contract/privacy.ts';

const TITLES: Readonly<Record<string, string>> = {
  members: 'The member',
  member: 'The member, with what happened in this shop',
  orders: 'Orders to be collected',
  visits: 'Visits',
  'zone-stays': 'Stays in parts of the shop',
  superseded: 'Visits and stays that turned out to be part of others',
  decisions: 'Decisions about what to show',
  exposures: 'Offers that a screen showed',
  pickups: 'Alerts to staff for orders',
  taps: 'Cards held to a reader',
  receipts: 'Purchases',
  facts: 'Facts that the above was made of',
  'dead-letters': 'Messages that could not be understood',
  remembered: 'What the shop remembers for its work',
  'unconfirmed-facts': 'What the shop has not told headquarters yet',
};

/** Everything that is held of somebody, for people to read (Markdown). */
export function readableExport({ subject, exportedAt, place, holdings, shops = [], away = [] }: PersonalData): string {
  const lines = [
    '# What is held of you',
    '',
    `Made ${exportedAt} by ${place}. Inside, the random number ${subject} stands for you.`,
    '',
    ...section(place === 'headquarters' ? 'Headquarters' : `Shop ${place}`, holdings),
    ...shops.flatMap((shop) => section(`Shop ${shop.shop}`, shop.holdings)),
  ];
  if (away.length > 0) lines.push('## Not answered', '', `These shops could not be asked, ask again later: ${away.join(', ')}.`, '');
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(title: string, holdings: Holdings): string[] {
  const lines = [`## ${title}`, ''];
  if (holdings.length === 0) return [...lines, 'Nothing.', ''];
  for (const { what, rows } of holdings) {
    lines.push(`### ${TITLES[what] ?? what} (${rows.length})`, '');
    rows.forEach((row, index) => {
      if (rows.length > 1) lines.push(`**${index + 1}**`, '');
      lines.push(...fields(row, ''), '');
    });
  }
  return lines;
}

function fields(value: object, indent: string): string[] {
  return Object.entries(value).flatMap(([name, part]) => {
    if (typeof part !== 'object' || part === null) return [`${indent}- ${name}: ${text(part)}`];
    if (Array.isArray(part) && part.every((one) => typeof one !== 'object')) return [`${indent}- ${name}: ${part.map(text).join(', ')}`];
    return [`${indent}- ${name}:`, ...fields(part, `${indent}  `)];
  });
}

/** What somebody was called must not become markup of the file. */
function text(value: unknown): string {
  return String(value)
    .replace(/[\\`*_{}[\]<>#|]/gu, '\\$&')
    .replace(/\s+/gu, ' ');
}

/** A receipt as the command line tells it. */
export function receiptLines({ erasureId, requestedAt, headquarters, shops, pending, complete }: ErasureReceipt): string[] {
  return [
    `Erasure ${erasureId}, asked for ${requestedAt}`,
    `  headquarters   ${headquarters.finishedAt ? `erased ${headquarters.finishedAt}` : 'under way'}${counted(headquarters.removed)}`,
    ...shops.map(({ shop, erasedAt, removed }) => `  ${shop.padEnd(13)}  erased ${erasedAt}${counted(removed)}`),
    ...pending.map((shop) => `  ${shop.padEnd(13)}  has not told yet: it erases before anything else when it is connected`),
    complete ? 'Complete: nothing is left but the numbers of facts.' : 'Not complete yet: ask for the receipt again.',
  ];
}

function counted(removed: Removed): string {
  const found = Object.entries(removed).filter(([, count]) => count > 0);
  return found.length === 0 ? '' : `: ${found.map(([what, count]) => `${what} ${count}`).join(', ')}`;
}
