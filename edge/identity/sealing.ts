import type { Packing } from '../../contract/packing.ts';
import { SEAL_NONCE_BYTES, seal, unseal } from '../../contract/seal.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Random } from '../ports/random.ts';

/** Seals personal fields under the key of their member; undefined where there is no key (any more), and then the fields are not kept at all. */
export type Sealing = (subject: string, context: string, fields: object) => string | undefined;

/** The fields, or undefined where the key of the member is gone, or they were sealed for something else. */
export type Unsealing = (subject: string, context: string, sealed: string) => unknown;

interface SealingParts {
  readonly keyRing: Pick<KeyRing, 'get'>;
  readonly packing: Packing;
}

export function createSealing({ keyRing, packing, random }: SealingParts & { readonly random: Random }): Sealing {
  return (subject, context, fields) => {
    const key = keyRing.get(subject);
    return key && seal(key, context, fields, random.bytes(SEAL_NONCE_BYTES), packing);
  };
}

export function createUnsealing({ keyRing, packing }: SealingParts): Unsealing {
  return (subject, context, sealed) => {
    const key = keyRing.get(subject);
    return key && unseal(key, context, sealed, packing);
  };
}
