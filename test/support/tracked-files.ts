import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that are never committed, wherever they lie; the same as in .gitignore. */
const FOREIGN = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage']);

/** Every file of the repository by its path in it, read from the folder: a checkout need not have git. */
export function trackedFiles(folder = ''): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : trackedFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

export function trackedText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
