import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSensorKeys } from '../../platform/sensor-keys.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KEY = '231d39c1d7cc1ab1aee224cd096db932';

async function keysOf(content: string, mode = 0o600) {
  const path = join(tempFolder(), 'keys.json');
  await writeFile(path, content);
  await chmod(path, mode);
  const warned: string[] = [];
  const keyOf = await readSensorKeys(path, (code) => warned.push(code));
  return { keyOf, warned };
}

describe('the keys of encrypting sensors', () => {
  it('are found by address, whichever way people wrote it', async () => {
    const { keyOf, warned } = await keysOf(JSON.stringify({ '54:48:E6:8F:80:A5': KEY.toUpperCase(), '5448e68f80a6': KEY }));
    expect(Buffer.from(keyOf('5448e68f80a5') ?? []).toString('hex')).toBe(KEY);
    expect([keyOf('5448e68f80a6')?.length, keyOf('5448e68f80a7'), warned]).toEqual([16, undefined, []]);
  });

  it('ask for a file that only its owner can read', async () => {
    expect((await keysOf('{}', 0o644)).warned).toEqual(['CFG_KEYS_EXPOSED']);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'not an object'],
    ['null', 'not an object'],
    [JSON.stringify({ '5448e68f80a5': KEY, kitchen: KEY }), 'entry 2 has no address'],
    [JSON.stringify({ '5448e68f80a5': KEY.slice(1) }), 'entry 1 has no key'],
    [JSON.stringify({ '5448e68f80a5': 7 }), 'entry 1 has no key'],
  ])('are not taken from %s', async (content, reason) => {
    const failed = keysOf(content);
    await expect(failed).rejects.toThrow(reason);
    await expect(failed).rejects.not.toThrow(/231d39|5448e6/u);
  });

  it('are missed where there is no such file, or where it cannot be read', async () => {
    const folder = tempFolder();
    await expect(readSensorKeys(join(folder, 'none.json'), () => {})).rejects.toMatchObject({ code: 'CFG_FILE_MISSING' });
    await expect(readSensorKeys(folder, () => {})).rejects.toMatchObject({ code: 'CFG_FILE_UNREADABLE' });
  });
});
