import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trackedFiles } from '../support/tracked-files.ts';

const HARD_CAP_LINES = 400;
const MEDIAN_LINES = 100;
const code = trackedFiles().filter((file) => /\.(?:ts|tsx|mjs|css)$/u.test(file));
const linesOf = (file: string): number => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').split('\n').length;

describe('a file is read in one go', () => {
  it('has no more than 400 lines, wherever it stands', () => {
    expect(code.map((file) => [file, linesOf(file)] as const).filter(([, lines]) => lines > HARD_CAP_LINES)).toEqual([]);
  });

  it('has fewer than 100 lines, as a rule', () => {
    const product = code
      .filter((file) => !file.startsWith('test/'))
      .map(linesOf)
      .sort((a, b) => a - b);
    expect(product[Math.floor(product.length / 2)]).toBeLessThan(MEDIAN_LINES);
  });
});
