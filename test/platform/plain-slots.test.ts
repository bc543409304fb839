import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encryptPlainSlots } from '../../platform/plain-slots.ts';
import { openSlotFile } from '../../platform/slot-file.ts';
import { hexId } from '../support/facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const key = Buffer.alloc(96, 7);
const subjects = [1, 2, 3].map((n) => hexId(2, n));
const content = (n: number): Buffer => Buffer.alloc(32, n);
/** Slots in clear: the second one destroyed, the last one cut short. */
const plain = Buffer.concat([
  ...subjects.map((subject, at) => (at === 1 ? Buffer.alloc(48) : Buffer.concat([Buffer.from(subject, 'hex'), content(at + 1)]))),
  Buffer.alloc(17, 9),
]);

async function contents(path: string): Promise<(Uint8Array | undefined)[]> {
  const slots = await openSlotFile({ path, key });
  const found = subjects.map((subject) => slots.first(subject));
  await slots.close();
  return found;
}

it('a key file of an older version is encrypted, and its old bytes are overwritten where they stood', async () => {
  const path = join(tempFolder(), 'keys.bin');
  writeFileSync(path, plain);
  linkSync(path, `${path}.old`);
  await encryptPlainSlots({ path, key });
  expect(await contents(path)).toEqual([content(1), undefined, content(3)]);
  expect(readFileSync(`${path}.old`)).toEqual(Buffer.alloc(plain.length));
  expect([existsSync(`${path}.new`), existsSync(`${path}.making`)]).toEqual([false, false]);
  await encryptPlainSlots({ path, key });
  expect(await contents(path)).toEqual([content(1), undefined, content(3)]);
});

it('the power goes while the old bytes are overwritten: the next start goes on', async () => {
  const folder = tempFolder();
  const path = join(folder, 'keys.bin');
  writeFileSync(join(folder, 'other.bin'), plain);
  await encryptPlainSlots({ path: join(folder, 'other.bin'), key });
  writeFileSync(`${path}.new`, readFileSync(join(folder, 'other.bin')));
  writeFileSync(path, Buffer.concat([Buffer.alloc(60), plain.subarray(60)]));
  await encryptPlainSlots({ path, key });
  expect(await contents(path)).toEqual([content(1), undefined, content(3)]);
});

it('the power goes while the encrypted file is made: the next start begins anew', async () => {
  const path = join(tempFolder(), 'keys.bin');
  writeFileSync(path, plain);
  writeFileSync(`${path}.making`, Buffer.alloc(50, 3));
  await encryptPlainSlots({ path, key });
  expect(await contents(path)).toEqual([content(1), undefined, content(3)]);
});

it('an encrypted file whose head rotted is not taken for an old one', async () => {
  const path = join(tempFolder(), 'keys.bin');
  const slots = await openSlotFile({ path, key });
  await slots.close();
  const bytes = readFileSync(path);
  bytes[3] = 0;
  writeFileSync(path, bytes);
  await expect(encryptPlainSlots({ path, key })).rejects.toMatchObject({ code: 'JRN_KEYS_UNREADABLE' });
});

it('where nothing is, nothing is done', async () => {
  const path = join(tempFolder(), 'keys.bin');
  await encryptPlainSlots({ path, key });
  expect(existsSync(path)).toBe(false);
});
