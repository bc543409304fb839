import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openKeyRing } from '../../platform/key-ring.ts';
import { keyOf, keyRingContract } from '../contract/key-ring.ts';
import { hexId } from '../support/facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

keyRingContract('disk', async () => {
  const file = join(tempFolder(), 'keys.bin');
  return { open: () => openKeyRing(file), dispose: async () => {} };
});

const three = new Map([1, 2, 3].map((n) => [hexId(2, n), keyOf(n)]));

it('no byte of a destroyed key is left in the file, and its place is used again', async () => {
  const file = join(tempFolder(), 'keys.bin');
  const ring = await openKeyRing(file);
  await ring.put(three);
  await ring.destroy(hexId(2, 2));
  expect(readFileSync(file).includes(Buffer.from(keyOf(2)))).toBe(false);
  expect(readFileSync(file).includes(Buffer.from(hexId(2, 2), 'hex'))).toBe(false);
  expect(readFileSync(file).subarray(48, 96)).toEqual(Buffer.alloc(48));
  await ring.put(new Map([[hexId(2, 4), keyOf(4)]]));
  expect(statSync(file).size).toBe(3 * 48);
  await ring.close();
});

it('an append cut short by a power cut loses only itself', async () => {
  const file = join(tempFolder(), 'keys.bin');
  const before = await openKeyRing(file);
  await before.put(three);
  await before.close();
  appendFileSync(file, Buffer.alloc(17, 1));
  const after = await openKeyRing(file);
  expect(after.size()).toBe(3);
  await after.put(new Map([[hexId(2, 4), keyOf(4)]]));
  await after.close();
  const again = await openKeyRing(file);
  expect([again.size(), again.get(hexId(2, 4))]).toEqual([4, Buffer.from(keyOf(4))]);
  await again.close();
});

it('only the owner may read the file', async () => {
  const file = join(tempFolder(), 'keys.bin');
  const ring = await openKeyRing(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await ring.close();
});

it('a folder that cannot be written is told as such', async () => {
  await expect(openKeyRing(join(tempFolder(), 'missing', 'keys.bin'))).rejects.toMatchObject({ code: 'JRN_KEYS_UNREADABLE' });
});
