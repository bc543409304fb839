import { SEAL_NONCE_BYTES, seal } from '../../contract/seal.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';

/** Seals personal fields under the key of their member; undefined where there is no key (any more), and then the fields are not kept at all. */
export type Sealing = (subject: string, context: string, fields: object) => string | undefined;

export function createSealing({ keyRing, random }: { readonly keyRing: Pick<KeyRing, 'get'>; readonly random: Random }): Sealing {
  return (subject, context, fields) => {
    const key = keyRing.get(subject);
    return key && seal(key, context, fields, random.bytes(SEAL_NONCE_BYTES));
  };
}
