/** A steady rate with an allowance for bursts: a bucket of tokens that fills at the rate and holds the burst. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

export interface TokenBucket {
  tokens: number;
  filledAt: number;
}

export const fullBucket = ({ burst }: Allowance, now: number): TokenBucket => ({ tokens: burst, filledAt: now });

/** Whether there is a token; nothing is taken. */
export function hasToken(bucket: TokenBucket, allowance: Allowance, now: number): boolean {
  const elapsedMs = now - bucket.filledAt;
  if (elapsedMs !== 0) {
    // A clock that was set back fills nothing and counts from there.
    if (elapsedMs > 0) bucket.tokens = Math.min(allowance.burst, bucket.tokens + (elapsedMs * allowance.perSecond) / 1000);
    bucket.filledAt = now;
  }
  return bucket.tokens >= 1;
}

/** Takes a token, or tells that there is none. */
export function takeToken(bucket: TokenBucket, allowance: Allowance, now: number): boolean {
  if (!hasToken(bucket, allowance, now)) return false;
  bucket.tokens -= 1;
  return true;
}
