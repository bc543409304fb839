import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openKeyRing } from '../../platform/key-ring.ts';
import { keyOf, keyRingContract } from '../contract/key-ring.ts';
import { hexId } from '../support/facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const fileKey = Buffer.alloc(96, 7);

keyRingContract('disk', async () => {
  const path = join(tempFolder(), 'keys.bin');
  return { open: () => openKeyRing({ path, key: fileKey }), dispose: async () => {} };
});

const three = new Map([1, 2, 3].map((n) => [hexId(2, n), keyOf(n)]));

it('a key of zeros, or of another length, is none', async () => {
  const ring = await openKeyRing({ path: join(tempFolder(), 'keys.bin'), key: fileKey });
  await expect(async () => ring.put(new Map([[hexId(2, 1), Buffer.alloc(32)]]))).rejects.toThrow('32 bytes');
  await expect(async () => ring.put(new Map([[hexId(2, 1), Buffer.alloc(31, 1)]]))).rejects.toThrow('32 bytes');
  await ring.close();
});

it('a key that somebody holds is still that key when its place belongs to another member', async () => {
  const ring = await openKeyRing({ path: join(tempFolder(), 'keys.bin'), key: fileKey });
  await ring.put(three);
  const held = ring.get(hexId(2, 2));
  await ring.destroy(hexId(2, 2));
  await ring.put(new Map([[hexId(2, 4), keyOf(4)]]));
  expect(held).toEqual(Buffer.from(keyOf(2)));
  await ring.close();
});

it('a key ring of an older version is opened as it was', async () => {
  const path = join(tempFolder(), 'keys.bin');
  writeFileSync(path, Buffer.concat([...three].map(([subject, key]) => Buffer.concat([Buffer.from(subject, 'hex'), key]))));
  const ring = await openKeyRing({ path, key: fileKey });
  expect([...three.keys()].map((subject) => ring.get(subject))).toEqual([...three.values()].map((key) => Buffer.from(key)));
  await ring.close();
});

it('a folder that cannot be written is told as such', async () => {
  const path = join(tempFolder(), 'missing', 'keys.bin');
  await expect(openKeyRing({ path, key: fileKey })).rejects.toMatchObject({ code: 'JRN_KEYS_UNREADABLE' });
});
