import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importMappedCsv } from '../../../../models/offer-log/importers/mapped-csv.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const FILES: Readonly<Record<string, string>> = {
  'gutscheine.csv': `Gutschein;Aktion;Artikel;Von;Bis;Rabatt
G1;F26;4711;01.03.2026;31.03.2026;2,50
G1;F26;4712;01.03.2026;31.03.2026;2,50
`,
  'versand.csv': `Kunde;Gutschein;Aktion;Zeit;Eingeloest
77;G1;F26;29.03.2026 01:30;29.03.2026 03:30
78;G1;F26;29.03.2026 01:30;
`,
  'bons.csv': `kunde;artikel;filiale;sekunden;menge;betrag
77;4711;bern;1774747800;1;1.234,50
`,
};

const MAPPING = {
  timeZone: 'Europe/Zurich',
  timeFormat: 'dd.MM.yyyy HH:mm',
  decimal: ',',
  offers: {
    file: 'gutscheine.csv',
    distinct: true,
    columns: {
      offer_id: { columns: ['Aktion', 'Gutschein'] },
      campaign_id: 'Aktion',
      starts_at: { column: 'Von', format: 'dd.MM.yyyy' },
      ends_at: { column: 'Bis', format: 'dd.MM.yyyy' },
      kind: { constant: 'amount-off' },
      value: 'Rabatt',
    },
  },
  offer_products: { file: 'gutscheine.csv', columns: { offer_id: { columns: ['Aktion', 'Gutschein'] }, product_id: 'Artikel' } },
  slates: {
    file: 'versand.csv',
    columns: {
      slate_id: { columns: ['Aktion', 'Kunde'] },
      member_id: 'Kunde',
      offer_id: { columns: ['Aktion', 'Gutschein'] },
      shown_at: 'Zeit',
      redeemed_at: 'Eingeloest',
    },
  },
  purchases: {
    file: 'bons.csv',
    columns: {
      member_id: 'kunde',
      product_id: 'artikel',
      shop_id: { column: 'filiale', otherwise: 'online' },
      purchased_at: { column: 'sekunden', format: 'unix-s' },
      quantity: 'menge',
      amount: 'betrag',
    },
  },
};

function put(mapping: unknown, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(tempFolder(), 'export');
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ...FILES, ...files })) writeFileSync(join(folder, name), text);
  if (mapping !== undefined) writeFileSync(join(folder, 'mapping.json'), typeof mapping === 'string' ? mapping : JSON.stringify(mapping));
  return folder;
}

async function problemsOf(mapping: unknown, files?: Readonly<Record<string, string>>): Promise<string[]> {
  const { log, findings } = await importMappedCsv(put(mapping, files));
  expect(log).toBeUndefined();
  return findings.problems.map(({ file, row, column, reason }) => `${file} ${row} ${column ?? ''}: ${reason}`);
}

describe('whatever a till exports becomes an offer log', () => {
  it('by a mapping of its columns, its times and its commas', async () => {
    const { log, findings } = await importMappedCsv(put(MAPPING));

    expect(findings).toMatchObject({
      problems: [],
      notes: [
        'mapping.json: without products nothing is known of what products are',
        'bons.csv: a row is of a product that is not in products',
        'offer_products: an offer is about a product that is not in products (2 times)',
      ],
    });
    expect([...(log?.offers.values() ?? [])]).toEqual([
      {
        ...{ offerId: 'F26-G1', code: 'F26-G1', campaignId: 'F26', kind: 'amount-off', value: 2.5, products: ['4711', '4712'] },
        // Midnight in Switzerland, before and after its clocks are changed.
        ...{ startsAt: Date.UTC(2026, 1, 28, 23), endsAt: Date.UTC(2026, 2, 30, 22) },
      },
    ]);
    expect(log?.slates.map(({ memberId, shownAt, candidates }) => [memberId, shownAt, candidates[0]?.redeemedAt])).toEqual([
      ['77', Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 2, 29, 1, 30)],
      ['78', Date.UTC(2026, 2, 29, 0, 30), undefined],
    ]);
    expect(log?.purchases).toMatchObject([{ shopId: 'bern', at: 1_774_747_800_000, amount: 1234.5 }]);
  });

  it('what is wrong is told by their row and their column', async () => {
    expect(
      await problemsOf(MAPPING, {
        'versand.csv': 'Kunde;Gutschein;Aktion;Zeit;Eingeloest\n77;G1;F26;2026-03-29;\n77;G2;F26;29.03.2026 01:30;\n',
      }),
    ).toEqual([
      'versand.csv 1 Zeit: is no time of the form that mapping.json names',
      'versand.csv 2 Aktion and Gutschein: is not in offers',
    ]);
    expect(await problemsOf(MAPPING, { 'bons.csv': FILES['bons.csv']?.replace('1.234,50', 'viel') ?? '' })).toEqual([
      'bons.csv 1 betrag: must be number',
    ]);
  });

  it('where a cell is empty the mapping may say what it means', async () => {
    const { log } = await importMappedCsv(put(MAPPING, { 'bons.csv': FILES['bons.csv']?.replace('bern', '') ?? '' }));
    expect(log?.purchases[0]?.shopId).toBe('online');
  });

  it.each<[string, unknown, string]>([
    ['is not there', undefined, 'mapping.json 0 : is missing: it says which of your columns is which of ours (docs/offer-log.md)'],
    ['is no JSON', '{', 'mapping.json 0 : is no JSON'],
    ['has a word that nobody knows', { ...MAPPING, members: {} }, 'mapping.json 0 members: is not known here'],
    ['lacks the slates', { ...MAPPING, slates: undefined }, 'mapping.json 0 slates: is missing'],
    ['names a file that is not there', { ...MAPPING, purchases: { ...MAPPING.purchases, file: 'x.csv' } }, 'x.csv 0 : is missing'],
    [
      'names a file elsewhere',
      { ...MAPPING, purchases: { ...MAPPING.purchases, file: '../x.csv' } },
      'mapping.json 0 purchases.file: must be the name of a .csv or .csv.gz file in the folder',
    ],
    [
      'lacks a column',
      { ...MAPPING, slates: { file: 'versand.csv', columns: { ...MAPPING.slates.columns, member_id: undefined } } },
      'mapping.json 0 slates.columns.member_id: is missing',
    ],
    [
      'has a form of times that is none',
      { ...MAPPING, timeFormat: 'HH:mm' },
      'mapping.json 0 slates.columns.shown_at: has a format or a time zone that does not exist',
    ],
    [
      'has a time zone that is none',
      { ...MAPPING, timeZone: 'Mars/Olympus' },
      'mapping.json 0 offers.columns.starts_at: has a format or a time zone that does not exist',
    ],
    [
      'names a column that the file does not have',
      { ...MAPPING, slates: { ...MAPPING.slates, columns: { ...MAPPING.slates.columns, position: 'Platz' } } },
      'versand.csv 0 : the first line must name the columns; missing: platz',
    ],
  ])('a mapping that %s is refused', async (_what, mapping, problem) => {
    expect(await problemsOf(mapping)).toContain(problem);
  });
});
