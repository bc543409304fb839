import { checker } from '../../contract/check.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { isSecret } from '../../contract/identifier.ts';
import { type MemberFields, MemberRecord } from '../../contract/records.ts';
import { sealedBytes } from '../../contract/seal.ts';
import type { BucketEntry, Headquarters } from '../ports/headquarters.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberChange, MemberStore, ReadMark } from '../ports/member-store.ts';
import type { MemberSecret, Recognition } from '../ports/recognition.ts';
import type { MemberDirectory } from './directory.ts';
import type { IdentifierHash } from './identifier-hash.ts';
import { openMember } from './open-member.ts';

const checkRecord = checker(MemberRecord);

/** As many keys as one request to headquarters may ask for. */
const KEYS_PER_REQUEST = 1000;
/** So many records are opened and written in one go: the event loop waits for it. */
const RECORDS_AT_ONCE = 100;

export interface MemberIntake {
  /**
   * Takes a change of the `members` bucket; `value` undefined is a member who left, whose key is destroyed. Resolves when it is on disk or
   * refused; what lacks a key waits for headquarters.
   */
  take(entry: Omit<BucketEntry, 'bucket'>): Promise<void>;
  /** Goes on with what waits. Rejects when headquarters cannot be reached or the disk refuses; call again. */
  work(): Promise<void>;
  waiting(): number;
}

export interface MemberIntakeParts {
  readonly store: MemberStore;
  readonly directory: Pick<MemberDirectory, 'forget'>;
  readonly keyRing: KeyRing;
  readonly recognition: Pick<Recognition, 'put' | 'destroy'>;
  readonly headquarters: Pick<Headquarters, 'keys'>;
  readonly hash: IdentifierHash;
  readonly refuse: (code: ErrorCode) => void;
}

interface Change {
  readonly key: string;
  readonly owner: string;
  readonly subject: string;
  readonly revision: number | undefined;
  /** Undefined: the member left. */
  readonly sealed: Uint8Array | undefined;
  done(): void;
}

/**
 * Writes sealed member records into the store, in the order in which headquarters tells them, with their keys and their secrets. Keys and
 * secrets first, then the record together with the mark up to which the bucket was read: what a crash cut short is told again.
 */
export function createMemberIntake(parts: MemberIntakeParts): MemberIntake {
  const { store, directory, keyRing, recognition, headquarters, hash, refuse } = parts;
  let waiting: Change[] = [];
  let working: Promise<void> | undefined;

  async function workOff(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, KEYS_PER_REQUEST);
      const held = await fetchKeys(batch);
      for (let at = 0; at < batch.length; at += RECORDS_AT_ONCE) {
        const ready = batch.slice(at, at + RECORDS_AT_ONCE).filter((change) => !held.changes.has(change));
        // Nothing may be marked as read past a change that still waits.
        await write(ready, held.changes.size === 0);
        for (const { done } of ready) done();
      }
      waiting = [...held.changes, ...waiting.slice(batch.length)];
      if (held.failure !== undefined) throw held.failure;
    }
  }

  /** Gets the keys that are missing; the changes that must go on waiting for theirs. */
  async function fetchKeys(batch: readonly Change[]): Promise<{ changes: ReadonlySet<Change>; failure?: unknown }> {
    const lacking = batch.filter(({ sealed, subject }) => sealed && !keyRing.get(subject));
    if (lacking.length === 0) return { changes: new Set() };
    try {
      const keys = await headquarters.keys([...new Set(lacking.map(({ subject }) => subject))]);
      await keyRing.put(keys);
      return { changes: new Set() };
    } catch (failure) {
      return { changes: new Set(lacking), failure };
    }
  }

  async function write(changes: readonly Change[], isMarked: boolean): Promise<void> {
    const latest = new Map(changes.map((change) => [change.subject, change]));
    const rows: MemberChange[] = [];
    const secrets = new Map<string, readonly MemberSecret[]>();
    for (const { subject, sealed, revision } of latest.values()) {
      const known = store.get(subject);
      if (!sealed) {
        // Who moved to another shop's key is removed under the old one: those two are told in no order.
        if (revision !== undefined && known?.revision !== undefined && known.revision > revision) continue;
        await keyRing.destroy(subject);
        await recognition.destroy(subject);
        rows.push({ subject, removed: true });
        continue;
      }
      const key = keyRing.get(subject);
      const fields = key && openMember(key, subject, sealed);
      secrets.set(subject, fields ? secretsOf(fields) : []);
      if (fields) rows.push({ subject, record: sealed, index: indexOf(fields), revision });
      else rows.push({ subject, removed: true });
      if (!fields) refuse(key ? 'IDN_SEAL_BROKEN' : 'IDN_KEY_MISSING');
    }
    if (secrets.size > 0) await recognition.put(secrets);
    await store.write(rows, isMarked ? marksOf(changes) : undefined);
    for (const { subject } of rows) directory.forget(subject);
  }

  function indexOf({ identifiers, devices = [] }: MemberFields): Uint8Array[] {
    const heard = [...identifiers, ...devices.flat()].filter((identifier) => !isSecret(identifier));
    return [...new Set(heard)].map(hash);
  }

  function work(): Promise<void> {
    working ??= workOff().finally(() => {
      working = undefined;
    });
    return working;
  }

  function add(key: string, revision: number | undefined, subject: string, sealed: Uint8Array | undefined): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ key, owner: key.slice(0, key.indexOf('.')), subject, revision, sealed, done: resolve });
      // Headquarters away or the disk full: it waits, and is tried again.
      work().catch(() => {});
    });
  }

  return {
    async take({ key, value, revision }) {
      const subject = key.slice(key.lastIndexOf('.') + 1);
      if (value === undefined) return add(key, revision, subject, undefined);
      const record = checkRecord(value);
      const sealed = record.ok && record.value.subject === subject ? sealedBytes(record.value.sealed) : undefined;
      return sealed ? add(key, revision, subject, sealed) : refuse('IDN_SEAL_BROKEN');
    },
    work,
    waiting: () => waiting.length,
  };
}

function secretsOf({ identifiers, devices = [] }: MemberFields): MemberSecret[] {
  return [identifiers, ...devices].flatMap((own, device) => own.filter(isSecret).map((identifier) => ({ identifier, device })));
}

function marksOf(changes: readonly Change[]): Map<string, ReadMark> {
  const marks = new Map<string, ReadMark>();
  for (const { owner, key, revision } of changes) if (revision !== undefined) marks.set(`members/${owner}`, { key, revision });
  return marks;
}
