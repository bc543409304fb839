import { checker } from '../../contract/check.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { openMember } from '../../contract/member-codec.ts';
import { MemberRecord } from '../../contract/records.ts';
import { sealedBytes } from '../../contract/seal.ts';
import type { BucketEntry, Headquarters } from '../ports/headquarters.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberChange, MemberStore, ReadMark } from '../ports/member-store.ts';
import type { MemberSecret, Recognition } from '../ports/recognition.ts';
import type { MemberDirectory } from './directory.ts';
import type { Enrichment } from './enrichment.ts';
import type { IdentifierHash } from './identifier-hash.ts';
import { indexOf, secretsOf } from './known-by.ts';

const checkRecord = checker(MemberRecord);
/** Slots of nobody look like that. */
const NOBODY = /^0+$/u;

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
  readonly enrichment: Pick<Enrichment, 'beside'>;
  readonly nowMs: () => number;
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
  const { store, directory, keyRing, recognition, headquarters, hash, enrichment, refuse } = parts;
  let waiting: Change[] = [];
  let working: Promise<void> | undefined;

  async function workOff(): Promise<void> {
    /** So many at the head of those that wait must go on waiting. */
    let held = 0;
    let failure: unknown;
    while (waiting.length > held) {
      const batch = waiting.slice(held, held + KEYS_PER_REQUEST);
      failure ??= await fetchKeys(batch);
      const lacking = failure === undefined ? [] : batch.filter(lacksKey);
      const ready = lacking.length === 0 ? batch : batch.filter((change) => !lacksKey(change));
      for (let at = 0; at < ready.length; at += RECORDS_AT_ONCE) {
        const part = ready.slice(at, at + RECORDS_AT_ONCE);
        // Nothing may be marked as read past a change that still waits.
        await write(part, held + lacking.length === 0);
        for (const { done } of part) done();
      }
      waiting = [...waiting.slice(0, held), ...lacking, ...waiting.slice(held + batch.length)];
      held += lacking.length;
    }
    if (failure !== undefined) throw failure;
  }

  function lacksKey({ sealed, subject }: Change): boolean {
    return sealed !== undefined && !keyRing.get(subject);
  }

  /** Gets the keys that are missing, or says why it cannot. */
  async function fetchKeys(batch: readonly Change[]): Promise<unknown> {
    const lacking = new Set(batch.filter(lacksKey).map(({ subject }) => subject));
    if (lacking.size === 0) return undefined;
    try {
      await keyRing.put(await headquarters.keys([...lacking]));
      return undefined;
    } catch (failure) {
      return failure;
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
      if (!fields) {
        rows.push({ subject, removed: true });
        refuse(key ? 'IDN_SEAL_BROKEN' : 'IDN_KEY_MISSING');
        continue;
      }
      rows.push({ subject, record: sealed, index: indexOf(fields, hash), revision });
      const additions = enrichment.beside(fields, known, parts.nowMs());
      if (additions !== undefined) rows.push({ subject, additions });
    }
    if (secrets.size > 0) await recognition.put(secrets);
    await store.write(rows, isMarked ? marksOf(changes) : undefined);
    for (const { subject } of rows) directory.forget(subject);
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
      const isOf = record.ok && record.value.subject === subject && !NOBODY.test(subject);
      const sealed = isOf ? sealedBytes(record.value.sealed) : undefined;
      return sealed ? add(key, revision, subject, sealed) : refuse('IDN_SEAL_BROKEN');
    },
    work,
    waiting: () => waiting.length,
  };
}

function marksOf(changes: readonly Change[]): Map<string, ReadMark> {
  const marks = new Map<string, ReadMark>();
  for (const { owner, key, revision } of changes) if (revision !== undefined) marks.set(`members/${owner}`, { key, revision });
  return marks;
}
