import { instantMs } from './instant.ts';
import type { Consent, Purpose } from './records.ts';

/**
 * Whether one of the records allows the purpose at `t`. A record that cannot be read allows nothing: an expiry whose time makes no sense
 * counts as past. A withdrawal ends all that was given before it, and counts from when it is known, whatever the clock of the shop says;
 * one whose time makes no sense ends everything.
 */
export function isAllowed(consents: readonly Consent[], purpose: Purpose, t: number): boolean {
  const asked = consents.filter((consent) => consent.purpose === purpose);
  return asked.some((consent) => {
    const givenAt = instantMs(consent.givenAt);
    if (givenAt === undefined || givenAt > t || consent.withdrawnAt !== undefined) return false;
    return isAhead(consent.expiresAt, t) && !asked.some(({ withdrawnAt }) => endsGrant(withdrawnAt, givenAt));
  });
}

function isAhead(text: string | undefined, t: number): boolean {
  if (text === undefined) return true;
  const at = instantMs(text);
  return at !== undefined && at > t;
}

function endsGrant(withdrawnAt: string | undefined, givenAt: number): boolean {
  if (withdrawnAt === undefined) return false;
  const at = instantMs(withdrawnAt);
  return at === undefined || at >= givenAt;
}
