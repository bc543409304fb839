import type { Bench } from './figure.ts';

/** Every bench by its name, loaded when it runs. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import('./ingest/ingest.ts')).benchIngest,
  presence: async () => (await import('./presence/presence.ts')).benchPresence,
};
