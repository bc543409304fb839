import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes away with the test, and with it the keys that an installation in it keeps beside it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aislegate-test-'));
  onTestFinished(() => {
    for (const path of [folder, `${folder}.keys`]) rmSync(path, { recursive: true, force: true });
  });
  return folder;
}
