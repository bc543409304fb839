import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figures } from '../../../../cli/bench/identity/identity.ts';
import { importFile } from '../../../../cli/bench/identity/import-file.ts';
import { CSV_HEADER, csvRow, heardOf, madeUp } from '../../../../cli/bench/identity/made-up.ts';
import { measure } from '../../../../cli/bench/identity/measure.ts';
import { p99Us } from '../../../../cli/bench/identity/percentile.ts';
import { openShopMembers } from '../../../../cli/bench/identity/shop-members.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const MEMBERS = 300;
const NOW = Date.UTC(2026, 10, 2, 10);

async function importedShop(): Promise<string> {
  const data = join(tempFolder(), 'data');
  mkdirSync(data);
  const file = join(data, 'members.csv');
  writeFileSync(file, CSV_HEADER + Array.from({ length: MEMBERS }, (_, number) => csvRow(number)).join(''));
  const shop = await openShopMembers(data, NOW);
  expect(await importFile(file, data, shop)).toBe(MEMBERS);
  await shop.close();
  return data;
}

describe('the bench of identity', () => {
  it('makes up members as the bar asks: 3 identifiers, 5 consents, 20 product lines, 10 shown offers', async () => {
    const shop = await openShopMembers(await importedShop(), NOW);
    const owner = shop.directory.ownerOf(heardOf(madeUp(7))[0]);
    const fields = shop.directory.fieldsOf(owner?.subject ?? '');
    const sizes = [fields?.identifiers, fields?.consents, fields?.purchases, fields?.offers].map((list) => list?.length);
    expect([fields?.memberId, ...sizes]).toEqual(['M00000007', 3, 5, 20, 10]);
    await shop.close();
  });

  it('finds everybody it asks for, and tells every figure with its bar and its reference', async () => {
    const measured = await measure(await importedShop(), MEMBERS, MEMBERS, NOW);
    const told = figures({ members: MEMBERS, irks: MEMBERS, splitS: 1, importS: 2, mapMb: 3, dataGb: 0.1, fileGb: 0.2, ...measured });
    const bars = ['lookup-p99-us', 'next-window-s', 'loop-stall-ms', 'irk-100k-ms', 'data-folder-gb', 'rss-growth-mb', 'import-s'];
    for (const id of bars) {
      const figure = told.find((one) => one.id === id);
      expect(figure, id).toMatchObject({ better: 'lower', bar: expect.any(Number), reference: { value: expect.any(Number) } });
      expect(Number.isFinite(figure?.value), id).toBe(true);
    }
  });

  it('refuses to tell how fast a file is imported of which a row is wrong', async () => {
    const data = join(tempFolder(), 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'members.csv'), `${CSV_HEADER}${csvRow(1).replace('2026-01-15T10:00:00Z', 'yesterday')}`);
    const shop = await openShopMembers(data, NOW);
    await expect(importFile(join(data, 'members.csv'), data, shop)).rejects.toThrow('row 1');
    await shop.close();
  });

  it('takes of a hundred calls the one that only one exceeds', () => {
    let calls = 0;
    expect(
      p99Us(100, () => {
        calls += 1;
      }),
    ).toBeGreaterThan(0);
    expect(calls).toBe(100);
  });
});
