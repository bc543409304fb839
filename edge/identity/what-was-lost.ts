import type { KeyRing } from '../ports/key-ring.ts';
import type { MemberStore, ReadMark } from '../ports/member-store.ts';
import type { Recognition } from '../ports/recognition.ts';

/** Beside the marks of buckets: how many secrets the members had when the store was last written. */
const SECRETS = 'secrets';

/** The store, which notes with each change how many secrets there are: of a file of secrets nobody could say otherwise that it once was fuller. */
export function notingSecrets(store: MemberStore, recognition: Pick<Recognition, 'sizes'>): MemberStore {
  return {
    write: (changes, marks = new Map()) =>
      store.write(changes, new Map([...marks, [SECRETS, { key: SECRETS, revision: secretsIn(recognition) }]])),
    whoHas: (hash) => store.whoHas(hash),
    get: (subject) => store.get(subject),
    subjects: () => store.subjects(),
    marks: () => store.marks(),
    size: () => store.size(),
    close: () => store.close(),
  };
}

/**
 * Up to where the buckets need not be read again; undefined where members lack keys or secrets, because a file of them was lost, cut or damaged:
 * then everybody is told again.
 */
export function marksToGoOnFrom(
  store: Pick<MemberStore, 'marks' | 'subjects' | 'size'>,
  keyRing: Pick<KeyRing, 'get' | 'size'>,
  recognition: Pick<Recognition, 'sizes'>,
): ReadonlyMap<string, ReadMark> | undefined {
  const { [SECRETS]: noted, ...buckets } = Object.fromEntries(store.marks());
  if (secretsIn(recognition) < (noted?.revision ?? 0) || keyRing.size() < store.size()) return undefined;
  for (const subject of store.subjects()) if (!keyRing.get(subject)) return undefined;
  return new Map(Object.entries(buckets));
}

function secretsIn(recognition: Pick<Recognition, 'sizes'>): number {
  const { tokenKeys, irks, eidKeys } = recognition.sizes();
  return tokenKeys + irks + eidKeys;
}
