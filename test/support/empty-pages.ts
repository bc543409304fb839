import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

/** A folder of web apps for a test that looks at none of them. */
export function emptyPages(): string {
  const folder = tempFolder();
  for (const app of ['screen', 'staff', 'dashboard']) {
    mkdirSync(join(folder, app));
    writeFileSync(join(folder, app, 'index.html'), '<title>page</title>');
  }
  return folder;
}
