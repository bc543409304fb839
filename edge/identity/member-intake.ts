import { checker } from '../../contract/check.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { MemberFields, MemberRecord, memberSealContext } from '../../contract/records.ts';
import { unseal } from '../../contract/seal.ts';
import type { Headquarters } from '../ports/headquarters.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberDirectory } from './directory.ts';

const checkRecord = checker(MemberRecord);
const checkFields = checker(MemberFields);

/** As many keys as one request to headquarters may ask for. */
const KEYS_PER_REQUEST = 500;

export interface MemberIntake {
  /** Takes a changed record of the `members` bucket; `value` undefined is a member who left, whose key is destroyed. */
  take(key: string, value: unknown): Promise<void>;
  /** Asks headquarters for the keys of records that wait for one. Rejects when headquarters cannot be reached; call again. */
  fetchKeys(): Promise<void>;
  waiting(): number;
}

export interface MemberIntakeParts {
  readonly directory: MemberDirectory;
  readonly keyRing: KeyRing;
  readonly headquarters: Pick<Headquarters, 'keys'>;
  readonly refuse: (code: ErrorCode) => void;
}

/** Opens sealed member records into the directory, as their keys arrive. */
export function createMemberIntake({ directory, keyRing, headquarters, refuse }: MemberIntakeParts): MemberIntake {
  const waiting = new Map<string, MemberRecord>();

  function open(record: MemberRecord, key: Uint8Array): void {
    const fields = checkFields(unseal(key, memberSealContext(record.subject), record.sealed));
    if (fields.ok) {
      directory.put(record.subject, fields.value);
    } else {
      directory.remove(record.subject);
      refuse('IDN_SEAL_BROKEN');
    }
  }

  async function forget(subject: string): Promise<void> {
    waiting.delete(subject);
    directory.remove(subject);
    await keyRing.destroy(subject);
  }

  return {
    async take(key, value) {
      const subject = key.slice(key.lastIndexOf('.') + 1);
      if (value === undefined) return forget(subject);
      const record = checkRecord(value);
      if (!record.ok || record.value.subject !== subject) return refuse('IDN_SEAL_BROKEN');
      const known = keyRing.get(subject);
      if (known) open(record.value, known);
      else waiting.set(subject, record.value);
    },
    async fetchKeys() {
      while (waiting.size > 0) {
        const batch = [...waiting.values()].slice(0, KEYS_PER_REQUEST);
        const keys = await headquarters.keys(batch.map((record) => record.subject));
        await keyRing.put(keys);
        for (const record of batch) {
          // A record that changed while its key was on the way waits for the next round.
          if (waiting.get(record.subject) === record) waiting.delete(record.subject);
          const key = keys.get(record.subject);
          if (key) open(record, key);
          else refuse('IDN_KEY_MISSING');
        }
      }
    },
    waiting: () => waiting.size,
  };
}
