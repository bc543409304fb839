import { createCipheriv, createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openRecognition } from '../../../edge/adapters/recognition/recognition.ts';
import { type ByteOrder, contentOf, ORDERS, withOrder } from '../../../edge/identity/recognition/secret-slot.ts';
import type { Recognition } from '../../../edge/ports/recognition.ts';
import { openSlotFile } from '../../../platform/slot-file.ts';
import { SLOT_FILE_KEY_BYTES, type SlotFileOptions } from '../../../platform/slot-head.ts';
import { median, RUNS } from '../figure.ts';
import { SILENT } from './shop-members.ts';

export interface Addresses {
  /** Against keys of members who were heard before: which way round their bytes stand is remembered. */
  readonly knownMs: number;
  /** Against keys that were imported and never heard: both ways are tried. */
  readonly unknownMs: number;
  /** Node's own AES, a cipher for each key. */
  readonly plainMs: number;
}

const PLAIN_KEYS = 10_000;
const AT_ONCE = 2048;

/** How long it takes to try an address that is nobody's against all keys, which is the longest. */
export async function measureAddresses(folder: string, keys: number, nowMs: number): Promise<Addresses> {
  const measured = async (order: ByteOrder): Promise<number> => {
    const file = { path: join(folder, `addresses-${order}.bin`), key: Buffer.alloc(SLOT_FILE_KEY_BYTES, 1) };
    await writeKeys(file, keys, order);
    return strangerMs(file, nowMs);
  };
  return { knownMs: await measured(ORDERS.asPrinted), unknownMs: await measured(ORDERS.unknown), plainMs: plainMs(keys) };
}

async function writeKeys(file: SlotFileOptions, keys: number, order: ByteOrder): Promise<void> {
  const slots = await openSlotFile(file);
  for (let from = 0; from < keys; from += AT_ONCE) {
    const contents = new Map<string, Uint8Array[]>();
    for (let key = from; key < Math.min(keys, from + AT_ONCE); key += 1) {
      const content = contentOf({ identifier: `irk:${random(`irk ${key}`)}`, device: 0 });
      if (content) contents.set(random(`subject ${key}`), [withOrder(content, order)]);
    }
    await slots.put(contents);
  }
  await slots.close();
}

async function strangerMs(file: SlotFileOptions, nowMs: number): Promise<number> {
  const recognition = await openRecognition({ ...file, telemetry: SILENT });
  try {
    recognition.advance(nowMs);
    // The first one pays for the schedules of the keys.
    await tried(recognition, 'first');
    const tookMs: number[] = [];
    for (let run = 0; run < RUNS; run += 1) tookMs.push(await tried(recognition, `stranger ${run}`));
    return median(tookMs);
  } finally {
    await recognition.close();
  }
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
  return (performance.now() - started) * (keys / some.length);
}

const random = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
