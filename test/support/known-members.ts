import { type MemberFields, memberSealContext } from '../../contract/records.ts';
import { seal } from '../../contract/seal.ts';
import { MemoryKeyRing } from '../../edge/adapters/memory/key-ring.ts';
import { MemoryMemberStore } from '../../edge/adapters/memory/member-store.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { localDayOf } from '../../edge/domain/local-day.ts';
import { createMemberDirectory, type MemberDirectory } from '../../edge/identity/directory.ts';
import { createEnrichment, type Enrichment } from '../../edge/identity/enrichment.ts';
import { createIdentifierHash, type IdentifierHash } from '../../edge/identity/identifier-hash.ts';
import { createMemberIntake } from '../../edge/identity/member-intake.ts';
import type { KeyRing } from '../../edge/ports/key-ring.ts';
import type { MemberStore } from '../../edge/ports/member-store.ts';
import type { Recognition } from '../../edge/ports/recognition.ts';
import { NOON_MS } from './facts.ts';

export interface KnownMembers {
  readonly directory: MemberDirectory;
  readonly store: MemberStore;
  readonly keyRing: KeyRing;
  readonly enrichment: Enrichment;
  /** Whose record the directory opened, one after the other. */
  opened(): readonly string[];
  put(subject: string, fields: MemberFields): Promise<void>;
  remove(subject: string): Promise<void>;
}

export interface KnownMembersOptions {
  readonly recognition?: Pick<Recognition, 'put' | 'destroy'>;
  readonly mostOpened?: number;
  readonly hash?: IdentifierHash;
}

const KEY_BYTES = 32;
const HASH = createIdentifierHash(new Uint8Array(KEY_BYTES).fill(9));
const NO_SECRETS = { put: async () => {}, destroy: async () => {} };

/** A directory over stores in memory, with members who come the way that headquarters sends them. A subject has 32 hex digits. */
export function knownMembers({ recognition = NO_SECRETS, hash = HASH, ...options }: KnownMembersOptions = {}): KnownMembers {
  const opened: string[] = [];
  const store = new MemoryMemberStore();
  const keyRing = new MemoryKeyRing();
  const get = (subject: string) => {
    opened.push(subject);
    return keyRing.get(subject);
  };
  const directory = createMemberDirectory({ store, keyRing: { get }, hash, ...options });
  const refuse = (code: string): never => {
    throw new Error(code);
  };
  const headquarters = { keys: async (subjects: readonly string[]) => new Map(subjects.map((subject) => [subject, keyOf(subject)])) };
  const kept = { store, directory, keyRing };
  const enrichment = createEnrichment({ ...kept, random: seededRandom(), dayOf: localDayOf('Europe/Paris') });
  const intake = createMemberIntake({ ...kept, recognition, headquarters, hash, enrichment, nowMs: () => NOON_MS, refuse });
  return {
    directory,
    store,
    keyRing,
    enrichment,
    opened: () => opened,
    put: (subject, fields) => intake.take({ key: `all.${subject}`, value: sealedRecord(subject, fields) }),
    remove: (subject) => intake.take({ key: `all.${subject}`, value: undefined }),
  };
}

const keyOf = (subject: string): Uint8Array => Buffer.alloc(KEY_BYTES, subject, 'hex');

/** A record as headquarters seals it. */
export function sealedRecord(subject: string, fields: object, key = keyOf(subject)): { subject: string; sealed: string } {
  return { subject, sealed: seal(key, memberSealContext(subject), fields, new Uint8Array(12)) };
}
