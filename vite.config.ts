import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const WEB_APPS = { screen: 'devices/screen', staff: 'devices/staff', dashboard: 'cloud/dashboard' } as const;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One page for each mode: `vite build --mode screen|staff|dashboard`. */
export default defineConfig(({ mode }) => {
  if (!Object.hasOwn(WEB_APPS, mode)) throw new Error(`--mode must be one of ${Object.keys(WEB_APPS).join(', ')}`);
  const app = mode as keyof typeof WEB_APPS;
  return {
    root: here(WEB_APPS[app]),
    base: './',
    envDir: false as const,
    cacheDir: here(`node_modules/.vite/${app}`),
    oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
    build: {
      outDir: here(`dist/web/${app}`),
      emptyOutDir: true,
      // The pages' content security policy allows files of our own only: nothing inline, not even as a data address.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: { fileName: 'licenses.md' },
      chunkSizeWarningLimit: 900,
      reportCompressedSize: false,
    },
  };
});
