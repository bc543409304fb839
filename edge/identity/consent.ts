import { instantMs } from '../../contract/instant.ts';
import type { Consent, Purpose } from '../../contract/records.ts';

/**
 * Whether one of the records allows the purpose at `t`. A record that cannot be read allows nothing: a withdrawal or an expiry
 * whose time makes no sense counts as past.
 */
export function isAllowed(consents: readonly Consent[], purpose: Purpose, t: number): boolean {
  return consents.some((consent) => {
    if (consent.purpose !== purpose) return false;
    const givenAt = instantMs(consent.givenAt);
    if (givenAt === undefined || givenAt > t) return false;
    return isAhead(consent.expiresAt, t) && isAhead(consent.withdrawnAt, t);
  });
}

function isAhead(text: string | undefined, t: number): boolean {
  if (text === undefined) return true;
  const at = instantMs(text);
  return at !== undefined && at > t;
}
