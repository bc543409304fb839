import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/offers.ts';
import { readOfferLog } from '../../../models/offer-log/read.ts';
import { OFFER_LOG_ROWS } from '../../../models/offer-log/rows.ts';
import { putLog } from '../../models/offer-log/a-log.ts';
import { runCommand } from '../../support/run-command.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A mapping of our own form to itself, but for the columns that a small log does not have. */
function putMapping(folder: string, without: readonly string[] = []): string {
  const absent = [...without, 'code', 'campaign_type', 'minimum_quantity', 'type', 'manufacturer', 'position', 'propensity', 'shown_share'];
  absent.push('discount', 'coupon_discount', 'basket_id');
  const tables = Object.entries(OFFER_LOG_ROWS).map(([name, { properties }]) => {
    const columns = Object.keys(properties).filter((column) => !absent.includes(column));
    return [name, { file: `${name}.csv`, columns: Object.fromEntries(columns.map((column) => [column, column])) }] as const;
  });
  writeFileSync(join(folder, 'mapping.json'), JSON.stringify(Object.fromEntries(tables)));
  return folder;
}

describe('aislegate offers import', () => {
  it('writes the offer log of what is in a folder and says how much it is', async () => {
    const out = join(tempFolder(), 'log');
    const { stdout, error } = await runCommand(register, ['offers', 'import', 'csv', putMapping(putLog(tempFolder())), '--out', out]);

    const { fingerprint } = await readOfferLog(out);
    expect(error).toBeUndefined();
    expect(stdout).toContain('slates                 3 rows\n');
    expect(stdout).toContain(`Written to ${out}. Fingerprint: ${fingerprint}\n`);
  });

  it('tells a program the same', async () => {
    const out = join(tempFolder(), 'log');
    const { stdout } = await runCommand(register, ['offers', 'import', 'csv', putMapping(putLog(tempFolder())), '--out', out, '--json']);

    expect(JSON.parse(stdout)).toEqual({
      ...{ source: 'csv', out, rejected: [], notes: [], fingerprint: (await readOfferLog(out)).fingerprint },
      rows: { offers: 2, offer_products: 3, products: 3, slates: 3, purchases: 2 },
    });
  });

  it('writes nothing where a row is wrong, and names it', async () => {
    const out = join(tempFolder(), 'log');
    const folder = putMapping(putLog(tempFolder(), { offer_products: 'offer_id,product_id\nsoap,p1\n' }));
    const { stderr, error } = await runCommand(register, ['offers', 'import', 'csv', folder, '--out', out]);
    const told = await runCommand(register, ['offers', 'import', 'csv', folder, '--out', out, '--json']);

    expect(stderr).toBe('offer_products.csv, row 1, offer_id: is not in offers\n');
    expect(error).toMatchObject({ code: 'CLI_REJECTED' });
    expect(JSON.parse(told.stdout)).toMatchObject({ rejected: [{ row: 1, column: 'offer_id' }], rejectedCount: 1 });
    await expect(readOfferLog(out)).rejects.toMatchObject({ code: 'OFR_LOG_INVALID' });
  });

  it('is wrong use with a form that nobody knows', async () => {
    const { error } = await runCommand(register, ['offers', 'import', 'sheets', tempFolder(), '--out', 'x']);
    expect(error).toMatchObject({ code: 'commander.invalidArgument' });
  });
});
