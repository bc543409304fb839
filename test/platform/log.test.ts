import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../platform/log.ts';

/** Linux answers every write to it with ENOSPC. */
const FULL_DISK = '/dev/full';

describe('a log on a full disk', () => {
  it.skipIf(!existsSync(FULL_DISK))('costs lines and never the shop', () => {
    const fd = openSync(FULL_DISK, 'w');
    try {
      const log = createLog({ level: 'info', process: 'edge', to: fd });
      expect(() => {
        for (let line = 0; line < 5000; line += 1) log.error({ code: 'JRN_WRITE_FAILED', padding: 'x'.repeat(300) }, 'The disk is full.');
      }).not.toThrow();
    } finally {
      closeSync(fd);
    }
  });
});
