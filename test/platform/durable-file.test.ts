import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { privateFolder, writeFileDurably } from '../../platform/durable-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('a file is replaced as a whole, with nothing left beside it', async () => {
  const folder = tempFolder();
  const path = join(folder, 'a.json');
  writeFileSync(path, 'old');
  await writeFileDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it('a file that cannot be replaced stays as it was, with nothing left beside it', async () => {
  const folder = tempFolder();
  const path = join(folder, 'a.json');
  mkdirSync(join(path, 'inside'), { recursive: true });
  await expect(writeFileDurably(path, 'new')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it('of many that write at once one wins whole', async () => {
  const path = join(tempFolder(), 'a.json');
  await Promise.all(Array.from({ length: 20 }, (_, index) => writeFileDurably(path, `${index}`.repeat(1000))));
  expect(new Set(readFileSync(path, 'utf8').match(/../gu)).size).toBe(1);
});

it('a folder that others could enter is closed', async () => {
  const folder = join(tempFolder(), 'secrets');
  mkdirSync(folder, { mode: 0o755 });
  await privateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
