import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

type WithLock = (path: string, work: () => Promise<void>) => Promise<void>;
const { withLock } = (await import(pathToFileURL(join(import.meta.dirname, '../../bin/lock.mjs')).href)) as { withLock: WithLock };

const NOBODY = 4_194_305;

describe('the lock of the build', () => {
  it('lets one in at a time and goes away with the last', async () => {
    const path = join(tempFolder(), '.lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    const path = join(tempFolder(), '.lock');
    writeFileSync(path, `${NOBODY}\n`);
    let holder = '';
    await withLock(path, async () => {
      holder = readFileSync(path, 'utf8').trim();
    });
    expect(holder).toBe(String(process.pid));
  });

  it('is taken over when its number belongs to another process by now, which does not touch it', async () => {
    const path = join(tempFolder(), '.lock');
    writeFileSync(path, '1\n');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(path, longAgo, longAgo);
    await expect(withLock(path, async () => undefined)).resolves.toBeUndefined();
  });

  it('is let go when the work fails', async () => {
    const path = join(tempFolder(), '.lock');
    await expect(withLock(path, () => Promise.reject(new Error('no compiler')))).rejects.toThrow('no compiler');
    expect(existsSync(path)).toBe(false);
  });
});
