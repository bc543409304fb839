import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that waits for something waits as long as a busy machine needs; by itself Vitest gives up after a second.
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    coverage: {
      provider: 'v8',
      include: ['{contract,edge,devices,models,platform,cloud,cli}/**/*.ts'],
      thresholds: {
        lines: 90,
        'edge/{domain,ingest,identity,presence,offers,delivery,business,journal,config,privacy}/**': { lines: 100 },
        'devices/decoders/**': { lines: 100 },
      },
      exclude: ['devices/screen/**', 'devices/staff/**', 'devices/ui/**', 'cloud/dashboard/**', 'models/offer-ranker/artefact/**'],
    },
  },
});
