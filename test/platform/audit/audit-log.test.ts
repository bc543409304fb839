import { appendFile, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../contract/audit.ts';
import type { AislegateError } from '../../../contract/errors.ts';
import { verifyAuditLog } from '../../../platform/audit/verify.ts';
import { type AuditLogOptions, openAuditLog } from '../../../platform/audit-log.ts';
import { nearlyFullDisk } from '../../support/nearly-full-disk.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const NOVEMBER_MS = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;
const SUBJECT = 'c'.repeat(32);
const shown: AuditEntry = { action: 'member-shown', by: 'anna', subject: SUBJECT, place: 'demo' };

let folder: string;
let now: number;
let troubles: AislegateError[];
beforeEach(async () => {
  folder = tempFolder();
  now = NOVEMBER_MS;
  troubles = [];
});

const open = (more: Partial<AuditLogOptions> = {}) =>
  openAuditLog({ folder, clock: { nowMs: () => now }, onTrouble: (error) => troubles.push(error), ...more });

async function written(records: number, more: Partial<AuditLogOptions> = {}): Promise<void> {
  const log = await open(more);
  for (let i = 0; i < records; i++) await log.append(shown);
  await log.close();
}

const segments = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
const linesOf = async (segment: string): Promise<string[]> => (await readFile(join(folder, segment), 'utf8')).trimEnd().split('\n');

describe('the audit log', () => {
  it('says who saw whom and when, by whose clock, in lines that continue one another', async () => {
    await written(3);
    const [first = '', second = ''] = await linesOf('audit-000001.ndjson');
    expect(JSON.parse(first)).toMatchObject({
      number: 1,
      at: '2026-11-22T12:00:00.000Z',
      clock: 'machine',
      ...shown,
      previous: '0'.repeat(64),
    });
    expect(JSON.parse(second)).toMatchObject({ number: 2, previous: JSON.parse(first).hash });
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 3, from: 1, last: { number: 3 }, continued: [], seal: 'none' });
  });

  it('has no room for a name, an identifier or a sentence', async () => {
    const log = await open();
    for (const what of ['4711', 'card:12345678', 'Anna Example', 'a1b2c3']) {
      await expect(log.append({ ...shown, what })).rejects.toThrow('not an entry');
    }
    await expect(log.append({ ...shown, memberId: '4711' } as AuditEntry)).rejects.toThrow('not an entry');
    expect(log.end().number).toBe(0);
  });

  it('goes on after a restart where it ended', async () => {
    await written(2);
    await written(2);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 4, last: { number: 4 } });
    expect(troubles).toEqual([]);
  });

  it('writes together what many ask at the same time, in their order, and says so only when it is on disk', async () => {
    const log = await open();
    await Promise.all(Array.from({ length: 200 }, (_, i) => log.append({ ...shown, counts: { row: i } })));
    const counts = (await linesOf('audit-000001.ndjson')).map((line) => JSON.parse(line).counts.row);
    expect(counts).toEqual(Array.from({ length: 200 }, (_, i) => i));
    await log.close();
  });

  it('begins a new file when one is full or the month is over, and the chain goes on through all of them', async () => {
    await written(10, { maxSegmentBytes: 1000 });
    now += 20 * DAY_MS;
    await written(1);
    expect((await segments()).length).toBeGreaterThan(3);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 11, from: 1 });
    expect((await verifyAuditLog({ folder })).broken).toBeUndefined();
  });

  it('forgets months that are over, says how many records that were, and can still be verified', async () => {
    await written(5);
    now += 40 * DAY_MS;
    const log = await open();
    await log.append(shown);
    expect(await log.dropBefore(NOVEMBER_MS - DAY_MS)).toBe(0);
    expect(await log.dropBefore(NOVEMBER_MS + DAY_MS)).toBe(5);
    await log.close();
    expect(await segments()).toEqual(['audit-000002.ndjson']);
    const report = await verifyAuditLog({ folder });
    expect(report).toMatchObject({ records: 2, from: 6, last: { number: 7 } });
    expect(report.broken).toBeUndefined();
    expect(JSON.parse((await linesOf('audit-000002.ndjson'))[1] ?? '')).toMatchObject({
      action: 'retention-applied',
      counts: { records: 5 },
    });
  });

  it('forgets old months at the next start where the power went while it did', async () => {
    await written(2);
    now += 40 * DAY_MS;
    await written(1);
    const old = await readFile(join(folder, 'audit-000001.ndjson'));
    const log = await open();
    await log.dropBefore(now - DAY_MS);
    await log.close();
    await writeFile(join(folder, 'audit-000001.ndjson'), old);
    await written(1);
    expect(await segments()).toEqual(['audit-000002.ndjson']);
    expect((await verifyAuditLog({ folder })).broken).toBeUndefined();
  });

  it('refuses what the disk took only a part of, and what was said before stays whole', async () => {
    const log = await open();
    await log.append(shown);
    const roomAgain = await nearlyFullDisk(join(folder, 'audit-000001.ndjson'), 30);
    await expect(log.append(shown)).rejects.toMatchObject({ code: 'AUD_NOT_WRITTEN' });
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 1 });
    roomAgain();
    await log.append(shown);
    await log.close();
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 2, continued: [] });
    expect((await verifyAuditLog({ folder })).broken).toBeUndefined();
  });

  it('refuses where the disk does, writes nothing of it, and goes on when there is room', async () => {
    const log = await open();
    await log.append(shown);
    const head = join(folder, 'head.json');
    await rm(head);
    await mkdir(head);
    await expect(log.append(shown)).rejects.toMatchObject({ code: 'AUD_NOT_WRITTEN' });
    await rm(head, { recursive: true });
    await log.append({ ...shown, by: 'bert' });
    await log.close();
    expect((await linesOf('audit-000001.ndjson')).map((line) => JSON.parse(line).by)).toEqual(['anna', 'bert']);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 2 });
  });
});

describe('a power cut', () => {
  it('leaves what was written after the head was noted: it counts', async () => {
    await written(1);
    const head = await readFile(join(folder, 'head.json'));
    await written(2);
    await writeFile(join(folder, 'head.json'), head);
    await written(1);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 4 });
    expect(troubles).toEqual([]);
  });

  it('does so too where the next file was begun', async () => {
    await written(3, { maxSegmentBytes: 1 });
    const head = await readFile(join(folder, 'head.json'));
    await written(1, { maxSegmentBytes: 1 });
    await writeFile(join(folder, 'head.json'), head);
    await written(1, { maxSegmentBytes: 1 });
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 5 });
    expect(troubles).toEqual([]);
  });

  it('may tear the last line: nobody was told that it is there, and it goes', async () => {
    await written(2);
    await appendFile(join(folder, 'audit-000001.ndjson'), '{"number":3,"at":"20');
    await appendFile(join(folder, 'audit-000001.ndjson'), Buffer.alloc(40));
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 2 });
    expect((await verifyAuditLog({ folder })).broken).toBeUndefined();
    await written(1);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 3 });
    expect(troubles).toEqual([]);
  });
});

describe('verifying', () => {
  it('names the first record of which a byte was changed, whichever byte it is', async () => {
    await written(4);
    const file = join(folder, 'audit-000001.ndjson');
    const whole = await readFile(file);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([at]) => at);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = Buffer.from(whole);
        altered[at] = (altered[at] ?? 0) ^ change;
        await writeFile(file, altered);
        const { broken } = await verifyAuditLog({ folder });
        const record = ends.findIndex((end) => at <= end) + 1;
        // The line end of the last record is no part of it.
        if (at !== whole.length - 1) expect(broken?.number).toBe(record);
      }),
      { numRuns: 150 },
    );
  });

  it('notices a record that was taken out, put in again or moved', async () => {
    await written(4);
    const file = join(folder, 'audit-000001.ndjson');
    const [a, b, c, d] = await linesOf('audit-000001.ndjson');
    for (const [order, number] of [
      [[a, c, d], 2],
      [[a, b, b, c, d], 3],
      [[a, c, b, d], 2],
      [[b, c, d], 1],
    ] as const) {
      await writeFile(file, `${order.join('\n')}\n`);
      expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number, file: 'audit-000001.ndjson' });
    }
  });

  it('notices that the end was cut off, also after the shop has gone on', async () => {
    await written(4);
    const bytes = Buffer.byteLength(`${(await linesOf('audit-000001.ndjson')).slice(0, 2).join('\n')}\n`);
    await truncate(join(folder, 'audit-000001.ndjson'), bytes);
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number: 3, detail: 'records up to 4 are missing at the end' });
    await written(1);
    expect(troubles).toMatchObject([{ code: 'AUD_BROKEN' }]);
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number: 3 });
    const goneOn = await linesOf('audit-000002.ndjson');
    expect(JSON.parse(goneOn[0] ?? '')).toMatchObject({ number: 5, action: 'log-continued', what: 'end-missing' });
  });

  it('notices a file that is missing', async () => {
    await written(6, { maxSegmentBytes: 1 });
    await rm(join(folder, 'audit-000003.ndjson'));
    expect((await verifyAuditLog({ folder })).broken).toEqual({ number: 3, file: 'audit-000003.ndjson', detail: 'the file is missing' });
  });

  it('notices that the head is missing, and what was added behind it', async () => {
    await written(3);
    await rm(join(folder, 'head.json'));
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ file: 'head.json' });
    await written(1);
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 5, continued: [{ number: 4, what: 'head-missing' }] });
    await appendFile(join(folder, 'audit-000002.ndjson'), '{"number":6}\n');
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number: 6 });
    await written(1);
    expect(troubles.length).toBe(2);
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number: 6, file: 'audit-000002.ndjson' });
  });

  it('notices a head that is no head', async () => {
    await written(1);
    await writeFile(join(folder, 'head.json'), '{"segment":"all"}');
    expect((await verifyAuditLog({ folder })).broken).toMatchObject({ number: 1, file: 'head.json' });
  });

  it('notices a history that somebody made up whole, for he has not the key of its head', async () => {
    const key = Buffer.alloc(32, 7);
    await written(3, { key });
    expect(await verifyAuditLog({ folder, key })).toMatchObject({ records: 3, seal: 'genuine' });
    expect(await verifyAuditLog({ folder })).toMatchObject({ records: 3, seal: 'unchecked' });
    for (const name of await readdir(folder)) await rm(join(folder, name));
    await written(3, { key: Buffer.alloc(32, 8) });
    expect((await verifyAuditLog({ folder, key })).broken).toMatchObject({ number: 3, file: 'head.json' });
    await written(1, { key });
    expect(troubles).toMatchObject([{ code: 'AUD_BROKEN' }]);
    expect(await verifyAuditLog({ folder, key })).toMatchObject({ seal: 'genuine', continued: [{ number: 4, what: 'head-forged' }] });
  });

  it('compares with a record that somebody noted elsewhere', async () => {
    await written(3);
    const { last } = await verifyAuditLog({ folder });
    expect((await verifyAuditLog({ folder, noted: { number: last.number, hash: last.hash } })).broken).toBeUndefined();
    expect((await verifyAuditLog({ folder, noted: { number: 2, hash: last.hash } })).broken).toMatchObject({ number: 2 });
    expect((await verifyAuditLog({ folder, noted: { number: 9, hash: last.hash } })).broken).toMatchObject({ number: 4 });
  });

  it('says where there is no log', async () => {
    await expect(verifyAuditLog({ folder })).rejects.toMatchObject({ code: 'AUD_MISSING' });
    await expect(verifyAuditLog({ folder: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'AUD_MISSING' });
  });
});
