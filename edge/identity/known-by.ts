import { isSecret } from '../../contract/identifier.ts';
import type { MemberFields } from '../../contract/records.ts';
import type { MemberSecret } from '../ports/recognition.ts';
import type { IdentifierHash } from './identifier-hash.ts';

/** What a member is found by when it is heard; secrets never are. */
export function indexOf({ identifiers, devices = [] }: MemberFields, hash: IdentifierHash): Uint8Array[] {
  const heard = [...identifiers, ...devices.flat()].filter((identifier) => !isSecret(identifier));
  return [...new Set(heard)].map(hash);
}

/** What the phones and tags of a member make identifiers from. */
export function secretsOf({ identifiers, devices = [] }: MemberFields): MemberSecret[] {
  return [identifiers, ...devices].flatMap((own, device) => own.filter(isSecret).map((identifier) => ({ identifier, device })));
}
