import { cpSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { loadRanker } from '../../../../edge/adapters/tfjs/ranker.ts';
import { FEATURE_NAMES } from '../../../../models/offer-ranker/features.ts';
import { rankerContract } from '../../../contract/ranker.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const shipped = fileURLToPath(new URL('../../../../models/offer-ranker/artefact', import.meta.url));

rankerContract('the shipped TensorFlow.js model', () => loadRanker(shipped));

describe('the shipped offer model', () => {
  it('loads without a word on the console, and does not touch how the process ends', async () => {
    const spoken = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const before = [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    await loadRanker(shipped);
    for (const spy of spoken) expect(spy).not.toHaveBeenCalled();
    expect([process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')]).toEqual(before);
  });

  it('runs on a compiled backend', async () => {
    await loadRanker(shipped);
    expect(['tensorflow', 'wasm']).toContain(tf.getBackend());
  });

  it('holds no more memory after a day of decisions than after the first', async () => {
    const ranker = await loadRanker(shipped);
    const rows = Array.from({ length: 50 }, () => new Float32Array(FEATURE_NAMES.length));
    ranker.score(rows);
    const before = tf.memory().numTensors;
    for (let decision = 0; decision < 200; decision += 1) ranker.score(rows);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an offer model that cannot be trusted', () => {
  const broken = (change: (folder: string) => void): string => {
    const folder = tempFolder();
    cpSync(shipped, folder, { recursive: true });
    change(folder);
    return folder;
  };
  const edit = (name: string, from: string | RegExp, to: string) => (folder: string) =>
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace(from, to));

  const cases: [string, (folder: string) => void, RegExp][] = [
    ['has no card', (folder) => unlinkSync(join(folder, 'card.json')), /card\.json cannot be read \(ENOENT\)/],
    ['has a card that is cut off', (folder) => truncateSync(join(folder, 'card.json'), 20), /card\.json is not JSON/],
    ['has a card of another shape', edit('card.json', '"version"', '"edition"'), /card\.json \//],
    [
      'was trained on other features',
      edit('card.json', /"featureHash": "\w+"/u, '"featureHash": "0000000000000000"'),
      /trained on features/,
    ],
    ['lacks weights', (folder) => truncateSync(join(folder, 'weights.bin'), 400), /has 400 bytes/],
    [
      'has a weight that is not a number',
      (folder) => {
        const weights = readFileSync(join(folder, 'weights.bin'));
        weights.writeFloatLE(Number.NaN, 8);
        writeFileSync(join(folder, 'weights.bin'), weights);
      },
      /not a number/,
    ],
    ['has an unknown layer', edit('model.json', '"class_name": "Dense"', '"class_name": "Oracle"'), /refuses its topology/],
    [
      'takes another number of features',
      edit('model.json', /"batch_input_shape": \[\s*null,\s*\d+/u, '"batch_input_shape": [null, 99'),
      /refuses|takes 99/,
    ],
  ];

  it.each(cases)('is refused when it %s', async (_, change, detail) => {
    await expect(loadRanker(broken(change))).rejects.toMatchObject({
      code: 'OFR_MODEL_UNREADABLE',
      context: { detail: expect.stringMatching(detail) as string },
    });
  });
});
