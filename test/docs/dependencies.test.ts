import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedText } from '../support/tracked-files.ts';

interface Manifest {
  license?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const read = (path: string): Manifest => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
const manifest = read('package.json');

/** Name and licence of each row of the tables of a section. */
function rowsOf(section: string): Map<string, string> {
  const page = trackedText('docs/dependencies.md');
  const start = page.indexOf(`## ${section}`);
  const end = page.indexOf('\n## ', start + 1);
  return new Map(
    [...page.slice(start, end === -1 ? undefined : end).matchAll(/^\| `([^`]+)` +\| ([^|]+) \|/gmu)].map(([, name = '', licence = '']) => [
      name,
      licence.trim(),
    ]),
  );
}

/**
 * Licences that a work under Apache-2.0 may depend on. MPL-2.0 binds its own files only, and those are used unchanged; the public domain
 * binds nobody.
 */
const COMPATIBLE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Public Domain',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

function compatible(expression: string): boolean {
  const inner = expression.replace(/^\((.*)\)$/u, '$1');
  if (inner.includes(' OR ')) return inner.split(' OR ').some(compatible);
  return inner.split(' AND ').every((licence) => COMPATIBLE.has(licence.trim()));
}

describe('the page of dependencies', () => {
  test('it names what the product depends on, no more and no less', () => {
    const product = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.optionalDependencies ?? {})];
    expect([...rowsOf('In the product').keys()].sort()).toEqual(product.sort());
  });

  test('it names what development depends on, no more and no less', () => {
    expect([...rowsOf('In development only').keys()].sort()).toEqual(Object.keys(manifest.devDependencies ?? {}).sort());
  });

  test('it gives each the licence that the package gives itself', () => {
    for (const [name, licence] of [...rowsOf('In the product'), ...rowsOf('In development only')]) {
      const path = `node_modules/${name}/package.json`;
      const optional = Object.hasOwn(manifest.optionalDependencies ?? {}, name);
      if (optional && !existsSync(join(ROOT, path))) continue;
      expect(read(path).license, name).toBe(licence);
    }
  });

  test('every package of the lock file is under a licence that goes with Apache-2.0', () => {
    const lock = JSON.parse(trackedText('package-lock.json')) as { packages: Record<string, { license?: string }> };
    const others = Object.entries(lock.packages)
      .filter(([path]) => path !== '')
      .map(([path, entry]) => `${path}: ${entry.license ?? licenceOnDisk(path)}`)
      .filter((line) => !compatible(line.slice(line.indexOf(': ') + 2)));
    expect(others).toEqual([]);
  });
});

/** Some old packages state their licence in a shape that the lock file leaves out. */
function licenceOnDisk(path: string): string {
  const file = join(ROOT, path, 'package.json');
  if (!existsSync(file)) return 'unknown';
  const { licenses } = JSON.parse(readFileSync(file, 'utf8')) as { licenses?: { type?: string }[] };
  return licenses?.[0]?.type ?? 'unknown';
}
