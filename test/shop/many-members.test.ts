import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openBuckets } from '../../cloud/adapters/nats/buckets.ts';
import { answerKeys } from '../../cloud/adapters/nats/messages.ts';
import { prepareStreams } from '../../cloud/adapters/nats/streams.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { sealMember } from '../../contract/member-codec.ts';
import type { MemberFields } from '../../contract/records.ts';
import { sealedText } from '../../contract/seal.ts';
import { openMemberStore } from '../../edge/adapters/lmdb/member-store.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { MemoryRecognition } from '../../edge/adapters/memory/recognition.ts';
import { MemorySecretSlots } from '../../edge/adapters/memory/secret-slots.ts';
import { createHeadquarters } from '../../edge/adapters/nats/headquarters.ts';
import { createMemberDirectory } from '../../edge/identity/directory.ts';
import { createEnrichment } from '../../edge/identity/enrichment.ts';
import { createIdentifierHash } from '../../edge/identity/identifier-hash.ts';
import { createMemberIntake } from '../../edge/identity/member-intake.ts';
import { systemClock } from '../../platform/clock.ts';
import { openKeyRing } from '../../platform/key-ring.ts';
import { SLOT_FILE_KEY_BYTES } from '../../platform/slot-head.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';
import { NOON_MS } from '../support/facts.ts';
import { linkHeadquarters, linkShop } from '../support/nats-links.ts';
import { type NatsServers, startNatsServers } from '../support/nats-servers.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tool } from '../support/tools.ts';

const MEMBERS = 20_000;
const AT_ONCE = 500;
const patience = { timeout: 240_000, interval: 50 };
const unexpected = (error: unknown): never => {
  throw error;
};

const subjectOf = (n: number): string => createHash('sha256').update(`${n}`).digest('hex').slice(0, 32);
const keyOf = (subject: string): Uint8Array => Buffer.alloc(32, `${subject}.`);
const cardOf = (n: number): string => `card:${n.toString().padStart(8, '0')}`;
const fieldsOf = (n: number, more: Partial<MemberFields> = {}): MemberFields => ({
  memberId: `M-${n}`,
  identifiers: n % 100 === 0 ? [cardOf(n), `irk:${subjectOf(n)}`] : [cardOf(n)],
  consents: [{ purpose: 'recognition', givenAt: '2026-01-01T00:00:00Z' }],
  ...more,
});
const recordOf = (n: number, more?: Partial<MemberFields>): { subject: string; sealed: string } => {
  const subject = subjectOf(n);
  return { subject, sealed: sealedText(sealMember(keyOf(subject), subject, fieldsOf(n, more), new Uint8Array(12))) };
};

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function headquartersOf(servers: NatsServers) {
  const { connection } = await linkHeadquarters(servers);
  await prepareStreams({ connection, factBytes: 1 << 20, bucketBytes: 1 << 20, memberBytes: 24 << 20 });
  const buckets = await openBuckets({ connection });
  const gone = new Set<string>();
  answerKeys({
    connection,
    onError: unexpected,
    handler: (_shop, { subjects }) => ({
      keys: subjects
        .filter((subject) => !gone.has(subject))
        .map((subject) => ({ subject, key: Buffer.from(keyOf(subject)).toString('base64url') })),
    }),
  });
  return {
    put: (n: number, more?: Partial<MemberFields>) => buckets.put('members', `all.${subjectOf(n)}`, recordOf(n, more)),
    remove: async (n: number) => {
      gone.add(subjectOf(n));
      await buckets.remove('members', `all.${subjectOf(n)}`);
    },
    connection,
  };
}

/** The part of a shop that knows members, over what stands on its disk. */
async function openShop(servers: NatsServers, folder: string, secrets: MemorySecretSlots) {
  const [server] = servers.shops;
  if (!server) throw new Error('no shop');
  const clock = systemClock({ onError: unexpected });
  const telemetry = new FakeTelemetry();
  const store = await openMemberStore({ folder: join(folder, 'members.lmdb'), nowMs: NOON_MS, telemetry });
  const keyRing = await openKeyRing({ path: join(folder, 'keys.bin'), key: Buffer.alloc(SLOT_FILE_KEY_BYTES, 'a key that is elsewhere') });
  const recognition = new MemoryRecognition(secrets);
  const hash = createIdentifierHash(Buffer.alloc(32, 5));
  const kept = { store, keyRing, directory: createMemberDirectory({ store, keyRing, hash }) };
  const link = await linkShop(server);
  const headquarters = createHeadquarters({
    link,
    shop: 'demo',
    clock,
    random: seededRandom(2),
    telemetry,
    heartbeatMs: 300,
    timeoutMs: 1000,
  });
  const enrichment = createEnrichment({ ...kept, random: seededRandom(4), dayOf: () => '2026-05-04' });
  const refused: ErrorCode[] = [];
  const refuse = (code: ErrorCode): void => void refused.push(code);
  const intake = createMemberIntake({ ...kept, headquarters, recognition, hash, enrichment, nowMs: () => NOON_MS, refuse });
  const retry = clock.every(200, () => void intake.work().catch(() => {}));
  let told = 0;
  const close = async (): Promise<void> => {
    retry();
    headquarters.close();
    await link.connection.close();
    await keyRing.close();
    await store.close();
  };
  ends.push(close);
  return {
    ...kept,
    headquarters,
    refused,
    recognition,
    told: () => told,
    listen: () =>
      headquarters.watch(
        ['members'],
        (entry) => {
          told += 1;
          return intake.take(entry);
        },
        store.marks(),
      ),
    /** As a power cut ends it: nothing is finished first. */
    end: async () => {
      ends.splice(ends.indexOf(close), 1);
      await close();
    },
  };
}

describe.skipIf(!tool('nats-server'))('a shop with many members', { timeout: 300_000 }, () => {
  it('goes on where it was cut off, and knows all of them after a restart without headquarters', async () => {
    const servers = await startNatsServers(['demo']);
    const hq = await headquartersOf(servers);
    for (let at = 0; at < MEMBERS; at += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => hq.put(at + n)));
    }
    const folder = tempFolder();
    const secrets = new MemorySecretSlots();

    const first = await openShop(servers, folder, secrets);
    first.listen();
    await expect.poll(() => first.store.size(), patience).toBeGreaterThan(2000);
    await servers.hq.server.stop();
    await first.end();

    const offline = await openShop(servers, folder, secrets);
    const known = offline.store.size();
    const mark = offline.store.marks().get('members/all')?.revision ?? 0;
    expect([known > 2000, mark > 2000]).toEqual([true, true]);
    expect(offline.directory.ownerOf(cardOf(7))).toEqual({ subject: subjectOf(7), device: 0 });
    expect(offline.directory.allows(subjectOf(7), 'recognition', NOON_MS)).toBe(true);
    offline.listen();

    await servers.hq.server.start();
    await expect.poll(() => offline.store.size(), patience).toBe(MEMBERS);
    // Nothing that stood there already came again.
    expect(offline.told()).toBe(MEMBERS - mark);
    expect([offline.keyRing.size(), offline.recognition.sizes().irks, offline.refused]).toEqual([MEMBERS, MEMBERS / 100, []]);

    await hq.put(7, { identifiers: ['card:99990007'] });
    await hq.remove(8);
    await expect.poll(() => offline.directory.ownerOf('card:99990007'), patience).toBeDefined();
    await expect.poll(() => offline.store.size(), patience).toBe(MEMBERS - 1);
    expect([offline.directory.ownerOf(cardOf(7)), offline.directory.ownerOf(cardOf(8)), offline.keyRing.get(subjectOf(8))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await servers.hq.server.stop();
    await offline.end();

    const last = await openShop(servers, folder, secrets);
    expect([last.store.size(), last.store.marks().get('members/all')?.revision]).toEqual([MEMBERS - 1, MEMBERS + 2]);
    for (let n = 0; n < MEMBERS; n += 199) {
      expect(last.directory.ownerOf(cardOf(n))?.subject).toBe(subjectOf(n));
    }
  });
});
