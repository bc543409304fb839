import { createHash } from 'node:crypto';
import { type Consent, type MemberFields, memberSealContext, PURPOSES } from '../../contract/records.ts';
import { seal } from '../../contract/seal.ts';
import type { ShopDay } from '../../devices/simulator/shop-day.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemoryReplica } from '../../edge/adapters/memory/replica.ts';

export interface Members {
  readonly replica: MemoryReplica;
  readonly keyRing: MemoryKeyRing;
  /** Device id → subject. */
  readonly subjectOf: ReadonlyMap<string, string>;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** The members of a generated day as headquarters would have told the shop of them: all of them consented before it opened. */
export function membersOf({ people }: Pick<ShopDay, 'people'>, opensMs: number): Members {
  const givenAt = new Date(opensMs - 86_400_000).toISOString();
  const consents = PURPOSES.map((purpose): Consent => ({ purpose, givenAt }));
  const subjectOf = new Map<string, string>();
  const replica = new MemoryReplica();
  const keys = new Map<string, Buffer>();
  for (const { member, devices } of people) {
    const device = devices[0]?.id;
    if (!member || device === undefined || subjectOf.has(device)) continue;
    const subject = createHash('sha256').update(device).digest('hex').slice(0, 32);
    const key = Buffer.alloc(KEY_BYTES, subject);
    const fields: MemberFields = { memberId: subject, identifiers: [device], consents };
    replica.put({
      bucket: 'members',
      key: `all.${subject}`,
      value: { subject, sealed: seal(key, memberSealContext(subject), fields, new Uint8Array(NONCE_BYTES)) },
    });
    keys.set(subject, key);
    subjectOf.set(device, subject);
  }
  return { replica, keyRing: new MemoryKeyRing(keys), subjectOf };
}
