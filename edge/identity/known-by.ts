import { isSecret } from '../../contract/identifier.ts';
import type { MemberSecret } from '../ports/recognition.ts';
import type { IdentifierHash } from './identifier-hash.ts';

/** The fields of a member that say so. */
interface Identified {
  readonly memberId: string;
  readonly identifiers: readonly string[];
  readonly devices?: readonly (readonly string[])[] | undefined;
}

/** The tag of a member's number, which is no device. */
const NUMBER_TAG = 255;

/**
 * What a member is found by when it is heard, hash[8] ‖ device[1]. Of secrets only an identity key is: a gateway that was given it resolves
 * addresses by itself.
 */
export function indexOf({ memberId, identifiers, devices = [] }: Identified, hash: IdentifierHash): Uint8Array[] {
  const tags = new Map([[memberName(memberId), NUMBER_TAG]]);
  for (const [device, own] of [identifiers, ...devices].entries()) {
    for (const identifier of own) if (isHeard(identifier) && !tags.has(identifier)) tags.set(identifier, device);
  }
  return Array.from(tags, ([text, tag]) => Buffer.concat([hash(text), Uint8Array.of(tag)]));
}

const isHeard = (identifier: string): boolean => !isSecret(identifier) || identifier.startsWith('irk:');

/** What the phones and tags of a member make identifiers from. */
export function secretsOf({ identifiers, devices = [] }: Omit<Identified, 'memberId'>): MemberSecret[] {
  return [identifiers, ...devices].flatMap((own, device) => own.filter(isSecret).map((identifier) => ({ identifier, device })));
}

/** What the number of a member is hashed as, which no identifier can be. */
export function memberName(memberId: string): string {
  return `member ${memberId}`;
}
