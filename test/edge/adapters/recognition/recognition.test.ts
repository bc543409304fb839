import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenOf, tokenWindow } from '../../../../contract/app-token.ts';
import { createAnswering } from '../../../../edge/adapters/recognition/answering.ts';
import type { HelperEvents, StartHelper } from '../../../../edge/adapters/recognition/helper-thread.ts';
import type { Request } from '../../../../edge/adapters/recognition/messages.ts';
import { openRecognition } from '../../../../edge/adapters/recognition/recognition.ts';
import { SLOT_FILE_KEY_BYTES } from '../../../../platform/slot-head.ts';
import { recognitionContract } from '../../../contract/recognition.ts';
import { FakeTelemetry } from '../../../fakes/telemetry.ts';
import { eventually } from '../../../support/eventually.ts';
import { hexId } from '../../../support/facts.ts';

const T = Date.UTC(2026, 5, 1, 10, 7);
const KEY = '000102030405060708090a0b0c0d0e0f';
const IRK = 'ec0234a357c8ad05341010a60a397d9b';
const ADDRESS = '7081940dfbaa';
const anna = hexId(2, 1);
const bob = hexId(2, 2);
const key = new Uint8Array(SLOT_FILE_KEY_BYTES).fill(7);
const newFolder = () => mkdtemp(join(tmpdir(), 'aislegate-recognition-'));
const token = Buffer.from(tokenOf(Buffer.from(KEY, 'hex'), tokenWindow(T))).toString('hex');
const secret = (identifier: string) => [{ identifier, device: 0 }];

/** Answers in the same thread, but later, as a thread does. */
const inThisThread: StartHelper = ({ image }, { onAnswer }) => {
  const answering = createAnswering(image, onAnswer);
  return { ask: (request) => setImmediate(() => answering(request)), close: async () => undefined };
};

recognitionContract('in a file', async () => {
  const folder = await newFolder();
  return {
    open: () => openRecognition({ path: join(folder, 'recognition.bin'), key, telemetry: new FakeTelemetry(), start: inThisThread }),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('recognition beside the thread that hears the shop', () => {
  let folder: string;
  let telemetry: FakeTelemetry;
  beforeEach(async () => {
    folder = await newFolder();
    telemetry = new FakeTelemetry();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (start?: StartHelper) => openRecognition({ path: join(folder, 'recognition.bin'), key, telemetry, ...(start && { start }) });

  /** A helper of which the test sees what it is asked, and answers when it likes. */
  function held() {
    const asked: Request[] = [];
    const events: HelperEvents[] = [];
    const start: StartHelper = (_data, given) => {
      events.push(given);
      return { ask: (request) => asked.push(request), close: async () => undefined };
    };
    const kinds = () => asked.map(({ question }) => question.kind);
    return { asked, events, start, kinds };
  }

  it('knows members by their token and their address, with a thread of its own', async () => {
    const recognition = await open();
    recognition.advance(T);
    await recognition.put(
      new Map([
        [anna, secret(`token-key:${KEY}`)],
        [bob, secret(`irk:${IRK}`)],
      ]),
    );
    await eventually(() => expect(recognition.token(token, T)).toBeDefined());
    expect(recognition.address(ADDRESS, T)).toBe('trying');
    await eventually(() => expect(recognition.address(ADDRESS, T)).not.toBe('trying'));
    expect([recognition.token(token, T)?.subject, recognition.address(ADDRESS, T)]).toEqual([anna, { subject: bob, device: 0 }]);
    await recognition.close();
    expect(telemetry.logged).toEqual([]);
  });

  it('starts no thread in a shop whose members have no such secrets', async () => {
    const { events, start } = held();
    const recognition = await open(start);
    recognition.advance(T);
    expect(recognition.address(ADDRESS, T)).toBeUndefined();
    await recognition.put(new Map([[anna, []]]));
    expect(events).toEqual([]);
    await recognition.close();
  });

  it('prepares the next window half a window before it begins, and asks for nothing twice', async () => {
    const first = await open(inThisThread);
    await first.put(new Map([[anna, secret(`token-key:${KEY}`)]]));
    await first.close();
    const { asked, start } = held();
    const recognition = await open(start);
    const windows = () =>
      asked.splice(0).flatMap(({ question }) => (question.kind === 'token-table' ? question.window - tokenWindow(T) : []));
    const begins = tokenWindow(T) * 900_000;
    recognition.advance(begins);
    expect(windows()).toEqual([0, -1, 1, -2, -3, -4, -5]);
    recognition.advance(begins + 60_000);
    expect(windows()).toEqual([]);
    recognition.advance(begins + 460_000);
    expect(windows()).toEqual([2]);
    recognition.advance(begins + 900_000);
    expect(windows()).toEqual([]);
    recognition.advance(begins + 900_000 + 460_000);
    expect(windows()).toEqual([3]);
    await recognition.close();
  });

  it('tries an address again when the answer is from before somebody came', async () => {
    const { asked, events, start, kinds } = held();
    const recognition = await open(start);
    recognition.advance(T);
    const come = async (subject: string, identifier: string) => {
      const done = recognition.put(new Map([[subject, secret(identifier)]]));
      await eventually(() => expect(kinds()).toContain('enter'));
      const entered = asked.splice(0).find(({ question }) => question.kind === 'enter')?.question;
      if (entered?.kind === 'enter') events[0]?.onAnswer({ kind: 'entered', id: entered.id });
      await done;
    };
    await come(bob, `irk:${KEY}`);
    expect(recognition.address(ADDRESS, T)).toBe('trying');
    expect(recognition.address(ADDRESS, T)).toBe('trying');
    await come(anna, `irk:${IRK}`);
    events[0]?.onAnswer({ kind: 'resolved', t: T, address: ADDRESS, round: 1, matches: [] });
    expect(asked.at(-1)?.question).toEqual({ kind: 'resolve', address: ADDRESS, t: T, round: 2 });
    events[0]?.onAnswer({ kind: 'resolved', t: T, address: ADDRESS, round: 2, matches: [{ slot: 1, reversed: false }] });
    expect(recognition.address(ADDRESS, T)).toEqual({ subject: anna, device: 0 });
    await recognition.close();
  });

  it('tries no more addresses at once than a shop can have: somebody makes them up', async () => {
    const first = await open(inThisThread);
    await first.put(new Map([[anna, secret(`irk:${IRK}`)]]));
    await first.close();
    const { start } = held();
    const recognition = await open(start);
    recognition.advance(T);
    const address = (n: number) => `40${n.toString(16).padStart(10, '0')}`;
    for (let n = 0; n < 1024; n += 1) expect(recognition.address(address(n), T)).toBe('trying');
    expect(recognition.address(address(1024), T)).toBeUndefined();
    await recognition.close();
  });

  it('reports a thread that died, loses nothing of what it was told, and starts another one', async () => {
    const { events, start } = held();
    const starts: StartHelper[] = [start, inThisThread];
    const recognition = await open((data, given) => (starts.shift() ?? inThisThread)(data, given));
    recognition.advance(T);
    const done = recognition.put(new Map([[anna, secret(`token-key:${KEY}`)]]));
    await eventually(() => expect(events).not.toEqual([]));
    events[0]?.onDead(new Error('out of memory'));
    await done;
    expect(telemetry.logged).toMatchObject([{ level: 'error', what: 'INTERNAL' }]);
    await recognition.put(new Map([[bob, secret(`irk:${IRK}`)]]));
    recognition.advance(T + 1);
    await eventually(() => expect(recognition.token(token, T)).toBeDefined());
    expect(recognition.sizes()).toEqual({ tokenKeys: 1, irks: 1, eidKeys: 0 });
    await recognition.close();
  });
});
