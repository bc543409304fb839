import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, ftruncateSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../../../edge/adapters/lmdb/journal.ts';
import { VirtualClock } from '../../../../edge/adapters/memory/clock.ts';
import { seededRandom } from '../../../../edge/adapters/memory/random.ts';
import { journalContract } from '../../../contract/journal.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { NOON_MS, visitOpened } from '../../../support/facts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { tool } from '../../../support/tools.ts';

const random = seededRandom(7);
function open(folder: string, telemetry = new FakeTelemetry(), maxBytes = 1e9) {
  return openJournal({ folder, shop: 'demo', clock: new VirtualClock(NOON_MS), random, telemetry, maxBytes });
}

journalContract('disk', async () => {
  const folder = join(tempFolder(), 'journal.lmdb');
  return { open: ({ maxBytes } = {}) => open(folder, new FakeTelemetry(), maxBytes), dispose: async () => {} };
});

const WRITER = fileURLToPath(new URL('./journal-writer.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');
function writer(folder: string, command: readonly string[] = [process.execPath], mode = 'endless') {
  const [program = '', ...args] = command;
  return spawn(program, [...args, '--import', TSX, WRITER, folder, mode], {
    stdio: ['ignore', mode === 'endless' ? 'pipe' : 'ignore', 'inherit'],
  });
}

describe('a shop computer that loses power', () => {
  it('has every fact that was acknowledged before the process was killed', async () => {
    const folder = join(tempFolder(), 'journal.lmdb');
    const child = writer(folder);
    if (!child.stdout) throw new Error('no output to read');
    const ended = once(child, 'close');
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === 300) child.kill('SIGKILL');
    }
    await ended;
    const journal = await open(folder);
    const held = new Set(journal.read(undefined, 1e6).map((fact) => fact.id));
    expect(acknowledged.filter((id) => !held.has(id))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    await journal.close();
  });

  it('starts a journal restored from a backup in an epoch of its own', async () => {
    const folder = join(tempFolder(), 'journal.lmdb');
    const before = await open(folder);
    const backedUp = await before.append([visitOpened(1)]);
    await before.close();
    const backup = `${folder}.backup`;
    cpSync(folder, backup, { recursive: true });
    const lost = await open(folder);
    const [lostFact] = await lost.append([visitOpened(2)]);
    await lost.close();
    const restored = await open(backup);
    const [fact] = await restored.append([visitOpened(3)]);
    expect(restored.read(undefined, 10)).toEqual([...backedUp, fact]);
    expect(fact?.id).not.toBe(lostFact?.id);
    await restored.close();
  });
});

describe.skipIf(!tool('strace'))('the system calls of an append', () => {
  it('the data is synced to disk before the append is acknowledged', async () => {
    const folder = tempFolder();
    const trace = join(folder, 'calls');
    const flags = ['-f', '-e', 'trace=fdatasync,write', '-o', trace];
    const child = writer(join(folder, 'journal.lmdb'), [tool('strace') ?? '', ...flags, process.execPath], 'twenty');
    await once(child, 'close');
    let synced = false;
    let acknowledgements = 0;
    for (const call of readFileSync(trace, 'utf8').split('\n')) {
      if (/fdatasync.*= 0/u.test(call)) synced = true;
      if (!call.includes('write(1, "demo/')) continue;
      expect(synced).toBe(true);
      synced = false;
      acknowledgements += 1;
    }
    expect(acknowledgements).toBe(20);
  });
});

describe('a disk that fails', () => {
  it('refuses facts without giving their numbers away, and works on when there is room', async () => {
    const folder = join(tempFolder(), 'journal.lmdb');
    const child = spawn('/bin/sh', ['-c', `ulimit -f 2000; exec "${process.execPath}" --import "${TSX}" "${WRITER}" "${folder}" large`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(line);
    expect(lines.filter((line) => line === 'JRN_WRITE_FAILED').length).toBeGreaterThan(0);
    const journal = await open(folder);
    const numbers = journal.read(undefined, 1e6).map((fact) => fact.sequence);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
    expect(numbers.length).toBe(lines.filter((line) => line.startsWith('demo/')).length);
    await journal.close();
  });

  const damages: readonly [string, (file: number, size: number) => void][] = [
    ['cut in half', (file, size) => ftruncateSync(file, size / 2)],
    ['cut to nothing', (file) => ftruncateSync(file, 0)],
    ['overwritten at its head', (file) => void writeSync(file, Buffer.alloc(8192, 0xa5), 0, 8192, 0)],
    ['zeroed in its middle', (file, size) => void writeSync(file, Buffer.alloc(size - 16_384), 0, size - 16_384, 8192)],
  ];
  it.each(damages)('puts a journal file aside that was %s, says so, and works on', async (_, damage) => {
    const folder = join(tempFolder(), 'journal.lmdb');
    const before = await open(folder);
    await before.append(Array.from({ length: 200 }, (_unused, i) => visitOpened(i)));
    await before.close();
    const file = openSync(join(folder, 'data.mdb'), 'r+');
    damage(file, statSync(join(folder, 'data.mdb')).size);
    closeSync(file);

    const telemetry = new FakeTelemetry();
    const after = await open(folder, telemetry);
    expect(after.stats().facts).toBe(0);
    await after.append([visitOpened(1)]);
    expect(after.stats().facts).toBe(1);
    expect(telemetry.logged.filter((line) => line.what === 'JRN_UNREADABLE')).toHaveLength(1);
    expect(readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.unreadable-`))).toHaveLength(1);
    await after.close();
  });
});
