import type { Bench } from './figure.ts';

/** Every bench by its name, loaded when it runs. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import('./ingest/ingest.ts')).benchIngest,
  identity: async () => (await import('./identity/identity.ts')).benchIdentity,
  offers: async () => (await import('./offers/offers.ts')).benchOffers,
  presence: async () => (await import('./presence/presence.ts')).benchPresence,
};
