import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AislegateError } from '../../../../contract/errors.ts';
import { openRecording, RECORDING_LIFE_MS, type RecordingEnd } from '../../../../contract/recording.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import type { Deed } from '../../../../edge/adapters/recording/accounts.ts';
import { openRecordings } from '../../../../edge/adapters/recording/recordings.ts';
import { noteOpening, readKey, recordingFile } from '../../../../edge/adapters/recording/vault.ts';
import type { RawMessage } from '../../../../edge/domain/message.ts';
import type { Random } from '../../../../edge/ports/random.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const START_MS = Date.UTC(2026, 10, 22, 9);
const MB = 1_000_000;

/** The recordings of a shop's computer, on a real disk, with time and free room in the test's hand. */
async function computer(options: { maxBytes?: number; folder?: string; clock?: VirtualClock; random?: Random } = {}) {
  const folder = options.folder ?? join(tempFolder(), 'recordings');
  const clock = options.clock ?? new VirtualClock(START_MS);
  const telemetry = new FakeTelemetry();
  const deeds: Deed[] = [];
  const disk = { freeBytes: 1000 * MB, takesAccounts: true };
  const recordings = await openRecordings({
    folder,
    clock,
    random: options.random ?? seededRandom(),
    telemetry,
    maxBytes: options.maxBytes ?? 100 * MB,
    account: async (deed) => {
      if (!disk.takesAccounts) throw new AislegateError('JRN_FULL', { bytes: 1 });
      deeds.push(deed);
    },
    freeBytes: async () => disk.freeBytes,
  });
  onTestFinished(() => recordings.close());
  const accounts = () => deeds.map(({ action, by }) => `${action} ${by}`);
  const read = async (id: string) => readFile(folder, id);
  return { folder, clock, telemetry, recordings, deeds, accounts, disk, read };
}

async function readFile(folder: string, id: string, file: string = recordingFile(folder, id)) {
  const key = await readKey(folder, id);
  if (!key) throw new Error('no key');
  async function* content() {
    yield readFileSync(file);
  }
  const lines: string[] = [];
  let end: RecordingEnd | undefined;
  for await (const part of openRecording(key, content())) {
    if ('line' in part) lines.push(part.line);
    else end = part.end;
  }
  return { lines, end };
}

const message = (n: number, payload: string | Uint8Array = `{"n":${n}}`): RawMessage => ({
  rx: START_MS + n,
  source: 'mqtt',
  topic: `gateway/${n}`,
  payload: Buffer.from(payload),
});

describe('a recording of raw input', () => {
  it('holds every message as it came, between its start and its end, and is accounted for', async () => {
    const { recordings, clock, accounts, read, telemetry } = await computer();
    recordings.hear(message(0));
    const { id, ...begun } = await recordings.start({ seconds: 60, by: 'alex' });
    expect(begun).toMatchObject({ startedAt: START_MS, endsAt: START_MS + 60_000, deletedAt: START_MS + RECORDING_LIFE_MS, messages: 0 });
    expect(telemetry.value('aislegate_recording')).toBe(1);
    recordings.hear(message(1));
    recordings.hear({ rx: START_MS, source: 'radio', topic: 'radio/shop', payload: Buffer.from([0xff, 1]) });
    recordings.hear({ ...message(3), source: 'http', retained: true });
    await clock.advance(1000);
    expect(await recordings.list()).toMatchObject([{ id, messages: 3, dropped: 0 }]);
    expect(await recordings.stop(id, 'kim')).toMatchObject({ ended: 'asked', messages: 3, dropped: 0 });
    recordings.hear(message(4));
    const { lines, end } = await read(id);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { t: START_MS + 1, source: 'mqtt', topic: 'gateway/1', payload: '{"n":1}' },
      { t: START_MS, source: 'radio', topic: 'radio/shop', payload: 'ff01', encoding: 'hex' },
      { t: START_MS + 3, source: 'http', topic: 'gateway/3', payload: '{"n":3}', retained: true },
    ]);
    expect(end).toEqual({ reason: 'asked', endedAt: START_MS + 1000, messages: 3, dropped: 0 });
    expect(accounts()).toEqual(['recording-started alex', 'recording-stopped kim']);
    expect(telemetry.value('aislegate_recording')).toBe(0);
    expect(telemetry.logged.map(({ what }) => what)).toEqual(['recording-started', 'recording-stopped']);
  });

  it('ends by itself when its time is over', async () => {
    const { recordings, clock, accounts, read } = await computer();
    const { id } = await recordings.start({ seconds: 10, by: 'alex' });
    await clock.advance(9999);
    recordings.hear(message(1));
    await clock.advance(1);
    recordings.hear(message(2));
    expect(await recordings.list()).toMatchObject([{ id, ended: 'time', messages: 1 }]);
    expect((await read(id)).end).toMatchObject({ reason: 'time', messages: 1 });
    expect(accounts()).toEqual(['recording-started alex', 'recording-stopped edge']);
  });

  it('shows nothing of what was said to whoever only has the file, and is for its owner only', async () => {
    const { recordings, folder } = await computer();
    const { id } = await recordings.start({ seconds: 10, by: 'alex' });
    for (let n = 0; n < 100; n += 1) recordings.hear(message(n, '{"id":"iBeacon:made-up-tag"}'));
    await recordings.stop(id, 'alex');
    const content = readFileSync(recordingFile(folder, id), 'latin1');
    expect(content).not.toMatch(/made-up-tag|gateway|mqtt/u);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is made one at a time', async () => {
    const { recordings } = await computer();
    const both = await Promise.allSettled([recordings.start({ seconds: 60, by: 'a' }), recordings.start({ seconds: 60, by: 'b' })]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(recordings.start({ seconds: 60, by: 'c' })).rejects.toMatchObject({ code: 'REC_BUSY' });
    const [{ id } = { id: '' }] = await recordings.list();
    await expect(recordings.content(id, 'c')).rejects.toMatchObject({ code: 'REC_BUSY' });
    await recordings.stop(id, 'a');
    expect(await recordings.start({ seconds: 60, by: 'c' })).toMatchObject({ messages: 0 });
    expect(await recordings.list()).toHaveLength(2);
  });

  it('is not made, and leaves nothing behind, where it cannot be accounted for', async () => {
    const { recordings, disk, folder } = await computer();
    disk.takesAccounts = false;
    await expect(recordings.start({ seconds: 60, by: 'alex' })).rejects.toMatchObject({ code: 'JRN_FULL' });
    expect(readdirSync(folder)).toEqual([]);
    disk.takesAccounts = true;
    expect(await recordings.start({ seconds: 60, by: 'alex' })).toMatchObject({ messages: 0 });
  });

  it('is handed out sealed, after account was given, to whoever asks for one that there is', async () => {
    const { recordings, accounts, disk, folder } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    recordings.hear(message(1));
    await recordings.stop(id, 'alex');
    const chunks: Uint8Array[] = [];
    for await (const chunk of await recordings.content(id, 'kim')) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(readFileSync(recordingFile(folder, id)));
    expect(accounts().at(-1)).toBe('recording-downloaded kim');
    disk.takesAccounts = false;
    await expect(recordings.content(id, 'kim')).rejects.toMatchObject({ code: 'JRN_FULL' });
    await expect(recordings.content('0'.repeat(32), 'kim')).rejects.toMatchObject({ code: 'REC_UNKNOWN' });
    await expect(recordings.stop('0'.repeat(32), 'kim')).rejects.toMatchObject({ code: 'REC_UNKNOWN' });
  });
});

describe('a recording and the disk', () => {
  it('ends itself at its size limit, and what it took is whole', async () => {
    const { recordings, folder, clock, read, accounts } = await computer({ maxBytes: 2 * MB });
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    for (let n = 0; n < 5000; n += 1) recordings.hear(message(n, 'x'.repeat(1000)));
    await eventually(async () => expect(await recordings.list()).toMatchObject([{ ended: 'size' }]));
    expect(statSync(recordingFile(folder, id)).size).toBeLessThanOrEqual(2 * MB);
    const { lines, end } = await read(id);
    expect(lines.length).toBeGreaterThan(1500);
    expect(end).toMatchObject({ reason: 'size', messages: lines.length, dropped: 0 });
    await clock.advance(60_000);
    expect(accounts()).toEqual(['recording-started alex', 'recording-stopped edge']);
  });

  it('does not begin where the disk is short, and ends where it becomes so', async () => {
    const { recordings, disk, clock } = await computer();
    disk.freeBytes = 100 * MB;
    await expect(recordings.start({ seconds: 60, by: 'alex' })).rejects.toMatchObject({ code: 'REC_NO_ROOM', context: { freeMb: 100 } });
    disk.freeBytes = 1000 * MB;
    await recordings.start({ seconds: 60, by: 'alex' });
    disk.freeBytes = 100 * MB;
    await clock.advance(1000);
    expect(await recordings.list()).toMatchObject([{ ended: 'disk' }]);
  });

  it('leaves messages out and counts them, rather than let them wait without bound', async () => {
    const { recordings, read, telemetry } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    const payload = 'x'.repeat(100_000);
    // All in one turn of the event loop: the disk has no chance to take any of it.
    for (let n = 0; n < 200; n += 1) recordings.hear(message(n, payload));
    const { messages = 0, dropped = 0 } = await recordings.stop(id, 'alex');
    expect(messages).toBeGreaterThan(50);
    expect(messages + dropped).toBe(200);
    expect(dropped).toBeGreaterThan(50);
    const { lines, end } = await read(id);
    expect(lines).toHaveLength(messages);
    expect(end).toMatchObject({ messages, dropped });
    expect(telemetry.value('aislegate_recording_dropped_total')).toBe(dropped);
  });

  it('takes a message that is larger than any frame', async () => {
    const { recordings, read } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    recordings.hear(message(1, '\u0000'.repeat(600_000)));
    recordings.hear(message(2));
    await recordings.stop(id, 'alex');
    const { lines } = await read(id);
    expect(lines.map((line) => (JSON.parse(line) as { payload: string }).payload.length)).toEqual([600_000, 7]);
  });

  it('ends with the edge, and a killed one can be read up to where it came', async () => {
    const first = await computer();
    const { id } = await first.recordings.start({ seconds: 60, by: 'alex' });
    first.recordings.hear(message(1));
    await first.clock.advance(1000);
    const cut = join(tempFolder(), 'cut.rec');
    writeFileSync(cut, readFileSync(recordingFile(first.folder, id)));
    first.recordings.hear(message(2));
    await first.recordings.close();
    expect((await first.read(id)).end).toMatchObject({ reason: 'shutdown', messages: 2 });
    expect(first.accounts().at(-1)).toBe('recording-stopped edge');
    expect(await readFile(first.folder, id, cut)).toMatchObject({ lines: [expect.stringContaining('gateway/1')], end: undefined });
  });
});

describe('a recording is gone a day after it began', () => {
  it('with its key, whoever copied the file', async () => {
    const { recordings, clock, folder, accounts, deeds } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    await recordings.stop(id, 'alex');
    const key = readFileSync(join(folder, `${id}.key`));
    expect(key.equals(Buffer.alloc(32))).toBe(false);
    await clock.advance(RECORDING_LIFE_MS - 60_001);
    expect(await recordings.list()).toHaveLength(1);
    await clock.advance(120_000);
    expect(await recordings.list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await readKey(folder, id)).toBeUndefined();
    expect(accounts().at(-1)).toBe('recording-deleted edge');
    expect(deeds.at(-1)?.at).toBeLessThan(START_MS + RECORDING_LIFE_MS + 60_000);
  });

  it('also where the edge was off when it was time, and where its clock was set back', async () => {
    for (const laterMs of [RECORDING_LIFE_MS, -7_200_000]) {
      const before = await computer();
      await before.recordings.start({ seconds: 60, by: 'alex' });
      await before.recordings.close();
      const { recordings, accounts } = await computer({ folder: before.folder, clock: new VirtualClock(START_MS + laterMs) });
      expect(await recordings.list()).toEqual([]);
      expect(readdirSync(before.folder)).toEqual([]);
      expect(accounts()).toEqual(['recording-deleted edge']);
    }
  });

  it('stays over a restart before that', async () => {
    const before = await computer();
    const { id } = await before.recordings.start({ seconds: 60, by: 'alex' });
    before.recordings.hear(message(1));
    await before.recordings.close();
    const after = await computer({ folder: before.folder, clock: new VirtualClock(START_MS + 3_600_000), random: seededRandom(2) });
    expect(await after.recordings.list()).toMatchObject([{ id, startedAt: START_MS }]);
    expect((await after.read(id)).lines).toHaveLength(1);
  });

  it('as soon as somebody asks for that, even while it is under way', async () => {
    const { recordings, folder, accounts } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    recordings.hear(message(1));
    await recordings.remove(id, 'kim');
    expect(readdirSync(folder)).toEqual([]);
    expect(accounts()).toEqual(['recording-started alex', 'recording-stopped kim', 'recording-deleted kim']);
    await expect(recordings.remove(id, 'kim')).rejects.toMatchObject({ code: 'REC_UNKNOWN' });
  });

  it('and so is what is left of one: a key without a file, a file without a key, a file that is none', async () => {
    const before = await computer();
    const { id } = await before.recordings.start({ seconds: 60, by: 'alex' });
    await before.recordings.close();
    const [other, third] = ['1'.repeat(32), '2'.repeat(32)];
    writeFileSync(join(before.folder, `${other}.rec`), readFileSync(recordingFile(before.folder, id)));
    writeFileSync(join(before.folder, `${third}.key`), Buffer.alloc(32, 1));
    writeFileSync(join(before.folder, 'notes.txt'), 'not ours');
    await computer({ folder: before.folder });
    expect(readdirSync(before.folder).sort()).toEqual([`${id}.key`, `${id}.rec`, 'notes.txt'].sort());
  });

  it('though the journal is full: the account of it follows as soon as there is room', async () => {
    const { recordings, clock, disk, accounts, folder, telemetry } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    disk.takesAccounts = false;
    await recordings.remove(id, 'kim');
    expect(existsSync(recordingFile(folder, id))).toBe(false);
    expect(telemetry.logged.filter(({ level }) => level === 'error').map(({ what }) => what)).toContain('JRN_WRITE_FAILED');
    disk.takesAccounts = true;
    await clock.advance(60_000);
    expect(accounts()).toEqual(['recording-started alex', 'recording-stopped kim', 'recording-deleted kim']);
  });

  it('and who opened it with the command line is accounted for, whether the edge ran or not', async () => {
    const { folder, clock, deeds, disk, recordings } = await computer();
    const { id } = await recordings.start({ seconds: 60, by: 'alex' });
    await noteOpening(folder, { id, at: START_MS + 5, by: 'kim', name: 'a1' });
    writeFileSync(join(folder, `${id}.b2.opened`), 'half a no');
    disk.takesAccounts = false;
    await clock.advance(60_000);
    expect(readdirSync(folder)).toHaveLength(4);
    disk.takesAccounts = true;
    await clock.advance(60_000);
    expect(deeds).toContainEqual({ action: 'recording-opened', recordingId: id, by: 'kim', at: START_MS + 5 });
    expect(deeds).toContainEqual({ action: 'recording-opened', recordingId: id, by: 'unknown', at: START_MS + 120_000 });
    expect(deeds.filter(({ action }) => action === 'recording-opened')).toHaveLength(2);
    expect(readdirSync(folder).sort()).toEqual([`${id}.key`, `${id}.rec`]);
  });
});

it('a disk that refuses ends the recording, and what it took before is whole', async () => {
  const { recordings, folder, read } = await computer();
  const { id } = await recordings.start({ seconds: 60, by: 'alex' });
  const text = 'x'.repeat(70_000);
  recordings.hear(message(1, text));
  await eventually(async () => expect(await recordings.list()).toMatchObject([{ messages: 1 }]));
  const file = await open(recordingFile(folder, id), 'r');
  const written = vi.spyOn(Object.getPrototypeOf(file) as typeof file, 'write');
  await file.close();
  written.mockRejectedValueOnce(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
  for (let n = 2; n < 7; n += 1) recordings.hear(message(n, text));
  await eventually(async () => expect(await recordings.list()).toMatchObject([{ ended: 'disk', messages: 1, dropped: 5 }]));
  expect(await read(id)).toMatchObject({ lines: [expect.any(String)], end: { reason: 'disk', messages: 1, dropped: 5 } });
});

it('a disk that refuses even the end leaves a recording that reads as cut off', async () => {
  const { recordings, folder, read } = await computer();
  const { id } = await recordings.start({ seconds: 60, by: 'alex' });
  recordings.hear(message(1));
  const file = await open(recordingFile(folder, id), 'r');
  const written = vi.spyOn(Object.getPrototypeOf(file) as typeof file, 'write');
  await file.close();
  written.mockResolvedValueOnce({ bytesWritten: 3, buffer: Buffer.alloc(0) } as never).mockRejectedValueOnce(new Error('no room'));
  await recordings.stop(id, 'alex');
  expect(await read(id)).toEqual({ lines: [], end: undefined });
});
