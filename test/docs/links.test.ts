import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedFiles, trackedText } from '../support/tracked-files.ts';

const files = trackedFiles();
const pages = files.filter((path) => path.endsWith('.md'));

/** The anchors that a Markdown page has, as GitHub makes them from its headings. */
function anchorsOf(page: string): readonly string[] {
  return [...trackedText(page).matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function linksOf(page: string): readonly string[] {
  const prose = trackedText(page).replace(/^```[\s\S]*?^```/gmu, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/u.test(target));
}

/** Built from parts, so that this file does not find itself. */
const MACHINE_TRACES = [
  ['/wo', 'rk/'],
  ['/ro', 'ot/'],
  ['/ho', 'me/'],
  ['regis', 'try\\.[a-z-]+\\.'],
  ['"reso', 'lved": "http'],
].map((parts) => new RegExp(parts.join(''), 'u'));

describe('the pages of the repository', () => {
  test.each(pages)('every link of %s leads somewhere', (page) => {
    for (const link of linksOf(page)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(ROOT, target)), `${page} → ${link}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), `${page} → ${link}`).toContain(anchor);
    }
  });

  test('no file names a place on somebody’s machine or a package registry', () => {
    const text = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|css|html|csv|conf|service|npmrc)$|(?:^|\/)(?:Dockerfile|LICENSE|run|\.npmrc)$/u;
    const found = files
      .filter((path) => text.test(path))
      .flatMap((path) => {
        const content = trackedText(path);
        return MACHINE_TRACES.filter((trace) => trace.test(content)).map((trace) => `${path}: ${trace.source}`);
      });
    expect(found).toEqual([]);
  });
});
