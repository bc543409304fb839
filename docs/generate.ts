import { writeFileSync } from 'node:fs';
import { generatedPages } from './pages.ts';

/** Writes every generated document: `node --import tsx docs/generate.ts`. */
for (const [path, text] of await generatedPages()) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
