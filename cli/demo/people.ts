import type { Consent, MemberFields, Purpose } from '../../contract/records.ts';
import { DEMO_BEACON } from '../../devices/simulator/demo-beacon.ts';

const CONSENTED: readonly Purpose[] = ['recognition', 'personal-offers', 'staff-assistance', 'analytics'];

/** Made-up people, each with a beacon, a card and what they like to buy. The first carries the beacon of all demonstrations. */
const PEOPLE = [
  { memberId: 'demo-1', firstName: 'Ana', affinities: { wine: 0.5, bakery: 0.3, dairy: 0.2 } },
  { memberId: 'demo-2', firstName: 'Bilal', affinities: { household: 0.6, dairy: 0.4 } },
  { memberId: 'demo-3', firstName: 'Chloé', affinities: { bakery: 0.7, dairy: 0.3 } },
  { memberId: 'demo-4', firstName: 'David', affinities: { dairy: 0.5, wine: 0.3, household: 0.2 } },
  { memberId: 'demo-5', firstName: 'Eszter', affinities: { wine: 0.7, household: 0.3 } },
  { memberId: 'demo-6', firstName: 'Femi', affinities: { household: 0.4, bakery: 0.4, wine: 0.2 } },
] as const;

const A_DAY_MS = 86_400_000;

/** The members of the demo shop. Consents began yesterday and hold for a year from `nowMs`. */
export function demoMembers(nowMs: number): MemberFields[] {
  const givenAt = new Date(nowMs - A_DAY_MS).toISOString();
  const expiresAt = new Date(nowMs + 365 * A_DAY_MS).toISOString();
  const consents = CONSENTED.map((purpose): Consent => ({ purpose, givenAt, expiresAt }));
  return PEOPLE.map((person, index) => ({ ...person, identifiers: [beaconOf(index), `card:demo${index + 1}`], consents }));
}

function beaconOf(index: number): string {
  const [, major = '', minor = ''] = /-(\d+)-(\d+)$/u.exec(DEMO_BEACON) ?? [];
  return `${DEMO_BEACON.slice(0, DEMO_BEACON.length - `${major}-${minor}`.length)}${major}-${Number(minor) + index}`;
}
