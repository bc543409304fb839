import { checker } from '../../contract/check.ts';
import { MemberFields, memberSealContext } from '../../contract/records.ts';
import { unsealBytes } from '../../contract/seal.ts';

const checkFields = checker(MemberFields);

/** The fields of a sealed record; undefined where the key is another one or what is sealed is no member. */
export function openMember(key: Uint8Array, subject: string, sealed: Uint8Array): MemberFields | undefined {
  const content = unsealBytes(key, memberSealContext(subject), sealed);
  if (!content) return undefined;
  try {
    const checked = checkFields(JSON.parse(Buffer.from(content).toString('utf8')) as unknown);
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}
