import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { register } from '../../../cli/commands/privacy.ts';
import { registerPrivacy as registerAtHeadquarters } from '../../../cloud/adapters/http/privacy.ts';
import { AislegateError } from '../../../contract/errors.ts';
import type { ErasureReceipt } from '../../../contract/privacy.ts';
import { registerPrivacy as registerInShop } from '../../../edge/adapters/http/privacy.ts';
import { ensureSecrets, secretsFolder } from '../../../platform/secrets.ts';
import { publicKeyOf } from '../../../platform/signing-key.ts';
import { runCommand } from '../../support/run-command.ts';
import { served } from '../../support/served.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SUBJECT = 'ab'.repeat(16);
const AT = '2026-06-01T09:00:00.000Z';
const RECEIPT: ErasureReceipt = {
  erasureId: '0e'.repeat(16),
  subject: SUBJECT,
  requestedAt: AT,
  requestedBy: 'officer',
  issuedAt: AT,
  headquarters: { finishedAt: AT, removed: { keys: 1 } },
  shops: [],
  pending: ['metz'],
  complete: false,
};

/** A headquarters and a shop of one installation that know the member M-1. */
async function installation() {
  const data = tempFolder();
  const secrets = await ensureSecrets(secretsFolder(data), 'lyon');
  const hq = await served({ adminToken: secrets.hq.adminToken });
  const asked: unknown[] = [];
  let allTold = false;
  const known = (memberId: string): void => {
    asked.push(memberId);
    if (memberId !== 'M-1') throw new AislegateError('PRV_NO_MEMBER');
  };
  registerAtHeadquarters({
    register: hq.server.register,
    audit: { append: async () => {} },
    receiptKey: secrets.hq.receiptKey,
    async exporter(memberId) {
      known(memberId);
      const holdings = [{ what: 'members', rows: [{ opened: { firstName: 'Ada' } }] }];
      return { subject: SUBJECT, exportedAt: AT, place: 'headquarters', holdings, shops: [], away: ['metz'] };
    },
    eraser: {
      async erase({ memberId }) {
        known(memberId);
        return RECEIPT;
      },
    },
    async receiptOf(of) {
      asked.push(of);
      return allTold ? { ...RECEIPT, pending: [], complete: true } : RECEIPT;
    },
  });
  await hq.server.listen();
  const shop = await served({ adminToken: secrets.edge.adminToken });
  registerInShop({
    register: shop.server.register,
    audit: { append: async () => {} },
    shop: 'lyon',
    clock: shop.clock,
    privacy: {
      subjectOf: (member) => (member === 'M-1' ? SUBJECT : undefined),
      holdingsOf: () => [{ what: 'member', rows: [{ firstName: 'Ada in Lyon' }] }],
      erase: async (subject) => ({ erasureId: RECEIPT.erasureId, subject, requestedAt: AT }),
    },
  });
  await shop.server.listen();
  mkdirSync(join(data, 'run'));
  const port = ({ server }: typeof hq): number => Number(new URL(server.url()).port);
  writeFileSync(join(data, 'run', 'hq.json'), JSON.stringify({ hq: { http: { port: port(hq) } } }));
  writeFileSync(join(data, 'run', 'edge.json'), JSON.stringify({ edge: { http: { port: port(shop) } } }));
  const privacy = (...args: string[]) => runCommand(register, ['privacy', ...args, '--data', data]);
  return { data, secrets, asked, privacy, tellAll: () => (allTold = true) };
}

describe('aislegate privacy', () => {
  it('export: what is held, to read or for programs, and which shop did not answer', async () => {
    const { privacy, data } = await installation();
    const read = await privacy('export', 'M-1');
    expect(read.stdout).toContain('firstName: Ada');
    expect(read.stderr).toContain('The shop metz did not answer');
    expect(JSON.parse((await privacy('export', 'M-1', '--json')).stdout)).toMatchObject({ subject: SUBJECT, away: ['metz'] });
    expect((await privacy('export', 'M-1', '--here')).stdout).toContain('Ada in Lyon');
    const out = join(data, 'ada.md');
    expect((await privacy('export', 'M-1', '--out', out)).stdout).toBe('');
    expect(readFileSync(out, 'utf8')).toContain('firstName: Ada');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect((await privacy('export', 'M-1', '--out', out)).stderr).toContain(`Written to ${out}`);
    expect((await privacy('export', 'M-2')).error).toMatchObject({ code: 'CLI_REFUSED', message: expect.stringContaining('no member') });
    expect((await privacy('export', ' ')).error).toMatchObject({ code: 'CLI_USAGE' });
  });

  it('erase: only when it is meant, and ends in a receipt', async () => {
    const { privacy, asked, data } = await installation();
    expect((await privacy('erase', 'M-1')).error).toMatchObject({
      code: 'CLI_USAGE',
      message: expect.stringContaining('Nothing was erased'),
    });
    expect(asked).toEqual([]);
    const out = join(data, 'receipt.json');
    const erased = await privacy('erase', 'M-1', '--yes', '--out', out);
    expect(erased.stdout).toContain(`Erasure ${RECEIPT.erasureId}`);
    expect(erased.stdout).toContain('metz           has not told yet');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ receipt: { subject: SUBJECT } });
    expect((await privacy('erase', 'M-1', '--yes', '--here')).stdout).toContain(`aislegate privacy receipt ${RECEIPT.erasureId}`);
    expect(JSON.parse((await privacy('erase', 'M-1', '--yes', '--here', '--json')).stdout)).toMatchObject({ subject: SUBJECT });
  });

  it('erase: waits for the shops that are connected, so that the first receipt is the last', async () => {
    const { privacy, asked, tellAll } = await installation();
    tellAll();
    expect((await privacy('erase', 'M-1', '--yes')).stdout).toContain('Complete: nothing is left');
    expect(asked).toEqual(['M-1', { erasureId: RECEIPT.erasureId }]);
  });

  it('erase: what cannot be is said before anybody is erased', async () => {
    const { privacy, asked, data } = await installation();
    const refused = async (...args: string[]) => (await privacy('erase', 'M-1', '--yes', ...args)).error;
    expect(await refused('--out', join(data, 'no', 'such', 'folder'))).toMatchObject({ code: 'CLI_USAGE' });
    expect(await refused('--here', '--token', 'any')).toMatchObject({ code: 'CLI_USAGE' });
    expect(await refused('--token', 'wrong')).toMatchObject({ code: 'CLI_REFUSED' });
    expect(asked).toEqual([]);
  });

  it('receipt: as it stands now, and whether one is genuine', async () => {
    const { privacy, asked, data, secrets } = await installation();
    const out = join(data, 'receipt.json');
    await privacy('receipt', RECEIPT.erasureId, '--out', out, '--json');
    await privacy('receipt', 'M-1');
    expect(asked).toEqual([{ erasureId: RECEIPT.erasureId }, { memberId: 'M-1' }]);
    expect((await privacy('receipt', '--verify', out)).stdout).toContain('Genuine and unaltered.');
    const key = publicKeyOf(secrets.hq.receiptKey);
    expect(JSON.parse((await privacy('receipt', '--verify', out, '--key', key, '--json')).stdout)).toMatchObject({ ok: true });
    writeFileSync(out, readFileSync(out, 'utf8').replace('"pending": [\n      "metz"\n    ]', '"pending": []'));
    expect((await privacy('receipt', '--verify', out)).error).toMatchObject({ code: 'PRV_RECEIPT_WRONG' });
    expect((await privacy('receipt', '--verify', join(data, 'none'))).error).toMatchObject({
      code: 'CLI_USAGE',
      message: expect.stringMatching(/^There is no file .*none\.$/u),
    });
    expect((await privacy('receipt', '--verify', out, '--key', 'short')).error).toMatchObject({ code: 'CLI_USAGE' });
    expect((await privacy('receipt')).error).toMatchObject({ code: 'CLI_USAGE' });
  });
});
