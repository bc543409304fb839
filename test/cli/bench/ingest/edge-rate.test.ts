import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { edgeRate } from '../../../../cli/bench/ingest/edge-rate.ts';
import { tool } from '../../../support/tools.ts';

const MINUTES_MS = 240_000;

describe.skipIf(!tool('mosquitto') || !tool('nats-server'))('the running shop under a flood', () => {
  beforeAll(async () => {
    const root = join(import.meta.dirname, '../../../..');
    const { ensureBuilt } = (await import(pathToFileURL(join(root, 'bin/build.mjs')).href)) as {
      ensureBuilt: (root: string, say: () => void) => Promise<void>;
    };
    await ensureBuilt(root, () => undefined);
  }, MINUTES_MS);

  it(
    'is measured beside a bare subscriber of the same broker, and refuses none of it',
    async () => {
      const said: string[] = [];
      const figures = await edgeRate((line) => said.push(line), { runs: 1, warmUpMs: 300, windowMs: 500 });
      expect(figures.map(({ id }) => id)).toEqual(['edge-mqtt-vs-bare', 'edge-mqtt-cpu-us']);
      for (const { value, reference, ratio } of figures) {
        expect([value, reference?.value, ratio].every((one) => Number.isFinite(one) && Number(one) > 0)).toBe(true);
      }
      expect(said).toHaveLength(1);
    },
    MINUTES_MS,
  );
});
