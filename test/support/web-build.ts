import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';

export type WebApp = 'screen' | 'staff' | 'dashboard';

/** Builds a web app as it ships, once for the test file, into a folder that goes away with it. */
export function builtWebApp(app: WebApp): { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), `aislegate-${app}-`));
  beforeAll(async () => {
    const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
    await build({ configFile, mode: app, logLevel: 'warn', build: { outDir: folder } });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder };
}

/** Builds all web apps once for the test file, laid out as the product serves them. */
export function builtWebApps(): { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'aislegate-web-'));
  beforeAll(async () => {
    const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
    for (const app of ['screen', 'staff', 'dashboard'] as const) {
      await build({ configFile, mode: app, logLevel: 'warn', build: { outDir: join(folder, app) } });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder };
}
