import { createCipheriv, createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openRecognition } from '../../../edge/adapters/recognition/recognition.ts';
import type { MemberSecret, Recognition } from '../../../edge/ports/recognition.ts';
import { SLOT_FILE_KEY_BYTES } from '../../../platform/slot-head.ts';
import { median, RUNS } from '../figure.ts';
import { SILENT } from './shop-members.ts';

export interface Addresses {
  readonly strangerMs: number;
  /** Node's own AES, a cipher for each key and byte order. */
  readonly plainMs: number;
}

const PLAIN_KEYS = 10_000;
const AT_ONCE = 2000;
/** Neither order of the bytes is known of keys that nobody was heard with: both are tried. */
const ORDERS = 2;

/** How long it takes to try an address that is nobody's against all keys, which is the longest. */
export async function measureAddresses(folder: string, keys: number, nowMs: number): Promise<Addresses> {
  const recognition = await openRecognition({
    path: join(folder, 'addresses.bin'),
    key: Buffer.alloc(SLOT_FILE_KEY_BYTES, 1),
    telemetry: SILENT,
  });
  try {
    for (let from = 0; from < keys; from += AT_ONCE) await recognition.put(secretsFrom(from, Math.min(keys, from + AT_ONCE)));
    recognition.advance(nowMs);
    // The first one pays for the schedules of the keys.
    await tried(recognition, 'first');
    const tookMs: number[] = [];
    for (let run = 0; run < RUNS; run += 1) tookMs.push(await tried(recognition, `stranger ${run}`));
    return { strangerMs: median(tookMs), plainMs: plainMs(keys) };
  } finally {
    await recognition.close();
  }
}

function secretsFrom(from: number, to: number): Map<string, MemberSecret[]> {
  return new Map(
    Array.from({ length: to - from }, (_, at) => [
      random(`subject ${from + at}`),
      [{ identifier: `irk:${random(`irk ${from + at}`)}`, device: 0 }],
    ]),
  );
}

async function tried(recognition: Recognition, text: string): Promise<number> {
  const address = `4${random(text).slice(0, 11)}`;
  const started = performance.now();
  while (recognition.address(address, 0) === 'trying') await nextTurn();
  return performance.now() - started;
}

function plainMs(keys: number): number {
  const some = Array.from({ length: Math.min(PLAIN_KEYS, keys) }, (_, number) => Buffer.from(random(`irk ${number}`), 'hex'));
  const block = Buffer.alloc(16, 7);
  const started = performance.now();
  for (const key of some) createCipheriv('aes-128-ecb', key, null).update(block);
  return (performance.now() - started) * (keys / some.length) * ORDERS;
}

const random = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
