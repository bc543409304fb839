#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';

/** The command line. In a checkout it builds what is out of date first; an installed image holds `dist/` alone and just runs it. */
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  if (existsSync(join(root, 'tsconfig.build.json')) && process.env['AISLEGATE_NO_BUILD'] !== '1') await ensureBuilt(root);
  const { main } = await import(pathToFileURL(join(root, 'dist/cli/main.js')).href);
  await main(process.argv);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 70;
}
