import { PRODUCT } from '../../contract/audit.ts';
import type { KeysReply, KeysRequest } from '../../contract/messages.ts';
import { ALL_SHOPS } from '../../contract/subjects.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Query } from '../ports/database.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Telemetry } from '../ports/telemetry.ts';

export interface KeysOptions {
  readonly database: Query;
  readonly keyRing: KeyRing;
  readonly telemetry: Telemetry;
}

/** Answers a shop that asks for keys: those of members who are for that shop or for all. Another shop's member is left out like an erased one. */
export async function answerKeys(
  { database, keyRing, telemetry }: KeysOptions,
  shop: string,
  { subjects }: KeysRequest,
): Promise<KeysReply> {
  const members = await database.query<{ subject: string }>(
    `select subject from members where subject = any($1::text[]) and scope = any($2::text[])
       and not exists (select 1 from erasures where erasures.subject = members.subject)`,
    [subjects, [shop, ALL_SHOPS]],
  );
  const keys = members.flatMap(({ subject }) => {
    const key = keyRing.get(subject);
    return key ? [{ subject, key: Buffer.from(key).toString('base64url') }] : [];
  });
  telemetry.count('aislegate_hq_keys_answered_total', { outcome: 'given' }, keys.length);
  telemetry.count('aislegate_hq_keys_answered_total', { outcome: 'withheld' }, subjects.length - keys.length);
  return { keys };
}

/** The same, with an account of it: a key opens what is kept of a member, and none leaves without. */
export async function answerKeysOnRecord(
  options: KeysOptions & { readonly audit: AuditLog },
  shop: string,
  request: KeysRequest,
): Promise<KeysReply> {
  const reply = await answerKeys(options, shop, request);
  const { length } = reply.keys;
  if (length > 0) await options.audit.append({ action: 'keys-handed-out', by: PRODUCT, place: shop, counts: { keys: length } });
  return reply;
}

/** How many members stand in the database whose key is gone. Erasure deletes both, so any is a damaged or lost key file. */
export async function membersWithoutKey({ database, keyRing }: Pick<KeysOptions, 'database' | 'keyRing'>): Promise<{
  readonly members: number;
  readonly missing: number;
}> {
  const rows = await database.query<{ subject: string }>('select subject from members');
  return { members: rows.length, missing: rows.filter(({ subject }) => !keyRing.get(subject)).length };
}
