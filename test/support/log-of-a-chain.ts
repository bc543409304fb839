import { createImporter } from '../../cloud/distribution/importer.ts';
import { createOutbound } from '../../cloud/distribution/outbound.ts';
import { recordIds } from '../../cloud/distribution/record-ids.ts';
import { createFactStore } from '../../cloud/facts/store.ts';
import { createLogExport } from '../../cloud/offers/log-export.ts';
import type { Database } from '../../cloud/ports/database.ts';
import type { FactDraft, FactOf } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';
import { seal } from '../../contract/seal.ts';
import { VirtualClock } from '../../edge/adapters/memory/clock.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { numberedFact } from '../../edge/journal/fact.ts';
import { deflated } from '../../platform/packing.ts';
import { rawOf } from '../contract/fact-store.ts';
import { FakeBuckets } from '../fakes/buckets.ts';
import { stagedInMemory } from '../fakes/staged-pages.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { decision, exposure, hexId, NOON_MS, redemption } from './facts.ts';

const DAY_MS = 86_400_000;
const RECORD_SECRET = 'ab'.repeat(32);
const TABLES = 'members, catalogue, outbound, facts, watermarks, decisions, exposures, redemptions, receipts, erasures';

/** Ada agrees to be learnt from; Bo does not. */
const MEMBERS = `member_id,first_name,identifiers,consents
M-1,Ada,card:90017,recognition|personal-offers|analytics
M-2,Bo,card:90018,recognition|personal-offers
`;
/** Cid did, and has taken it back. */
const CID = {
  ...{ memberId: 'M-3', firstName: 'Cid', identifiers: ['card:90019'] },
  consents: [{ purpose: 'analytics', givenAt: '2026-01-01T00:00:00Z', withdrawnAt: '2026-02-01T00:00:00Z' }],
};
const offer = (id: string, more: object = {}) => ({
  ...{ id, campaign: 'may', title: id, kind: 'percent-off', value: 20, category: 'fruit' },
  ...{ startsAt: '2026-05-01T00:00:00Z', endsAt: '2026-05-31T00:00:00Z', ...more },
});

const changed = <K extends FactDraft['kind']>(draft: FactDraft, data: Partial<FactOf<K>['data']>): FactDraft =>
  ({ ...draft, data: { ...draft.data, ...data } }) as FactDraft;

/** Headquarters that knows three members, a catalogue, and can be told what happened in its shops. */
export async function chainWithLog(database: Database, seed: number) {
  await database.query(`truncate ${TABLES}`);
  const [buckets, keyRing, telemetry] = [new FakeBuckets(), new MemoryKeyRing(), new FakeTelemetry()];
  const clock = new VirtualClock(NOON_MS + 30 * DAY_MS);
  const outbound = createOutbound({ database, buckets, telemetry });
  const random = seededRandom(seed);
  const importer = createImporter({
    ...{ database, keyRing, outbound, telemetry, clock, random },
    ...{ openStaging: stagedInMemory, recordSecret: RECORD_SECRET },
  });
  const put = async (kind: 'members' | 'catalogue', text: string, shop?: string): Promise<void> => {
    const { rejected } = await importer({ kind, shop, mediaType: text.startsWith('[') ? 'application/json' : 'text/csv', text });
    if (rejected.length > 0) throw new Error(JSON.stringify(rejected));
  };
  await put('members', MEMBERS);
  await put('members', JSON.stringify([CID]));
  await put(
    'catalogue',
    JSON.stringify([
      offer('apples-20', { products: ['gala', 'boskoop'], brand: 'Orchard', line: 'apples', code: 'A20', minimumQuantity: 2 }),
      offer('pears-10'),
    ]),
  );

  const ids = recordIds(RECORD_SECRET);
  const subjectOf = async (memberId: string): Promise<string> => {
    const [row] = await database.query<{ subject: string }>('select subject from members where lookup = $1', [ids.memberLookup(memberId)]);
    return row?.subject ?? '';
  };
  const store = createFactStore({ database, clock, telemetry });
  let sequence = 0;
  const tell = async (shop: string, drafts: readonly FactDraft[]): Promise<void> => {
    const facts = drafts.map((draft) => rawOf(numberedFact(shop, { epoch: 'a'.repeat(24), sequence: ++sequence }, draft)));
    await store.commit(facts);
  };
  const candidates = [
    { offer: 'apples-20', score: 0.25, value: 0.25, propensity: 0.95 },
    { offer: 'pears-10', score: 0.1, value: 0.1, propensity: 0.05 },
  ];
  const sealedLines = (subject: string, n: number, lines: readonly object[]): string =>
    seal(keyRing.get(subject) ?? new Uint8Array(32), `receipt/${hexId(9, n)}`, { lines }, new Uint8Array(12).fill(n));

  return {
    ...{ database, keyRing, tell, subjectOf, put, candidates },
    logExport: createLogExport({ database, keyRing, clock, packing: deflated }),
    decided: (subject: string, n: number, data: Partial<FactOf<'decision'>['data']> = {}) =>
      changed(decision(n), { subject, candidates, ...data }),
    shown: (subject: string, n: number) => changed(exposure(n), { subject }),
    redeemed: (subject: string, n: number) => changed(redemption(n, NOON_MS + n * 1000 + 60_000), { subject }),
    bought: (subject: string, n: number, lines: readonly object[]): FactDraft => {
      const t = NOON_MS + n * 1000;
      const which = { receiptId: hexId(9, n), till: 'till-1', at: instantText(t), total: 4.8, currency: 'EUR' };
      return { kind: 'receipt', t, data: { ...which, subject, sealed: sealedLines(subject, n, lines) } };
    },
  };
}
