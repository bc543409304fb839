import { createHash } from 'node:crypto';
import type { Static } from 'typebox';
import type { LinkRequest } from '../../contract/http/common-routes.ts';

export type LinkTarget = Static<typeof LinkRequest>['target'];

export interface Grant {
  readonly target: LinkTarget;
  readonly id: string;
  /** Who made the link; of an editor link, for whom. */
  readonly by: string;
  /** Whether the browser that opens it may change what is written there. */
  readonly mayEdit?: boolean;
}

export const LINK_LIFETIME_MS = 15 * 60_000;
const TOKEN_BYTES = 32;
/** Links that nobody opens must not fill the memory; the oldest give way. */
const MOST_LINKS = 1000;

/**
 * Links that open once, within 15 minutes. Kept in memory, so a restart ends them, and by the hash of their token: what a lookup
 * compares is not what the caller sent, so its timing tells nothing about a token.
 */
export class OneTimeLinks {
  readonly #nowMs: () => number;
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #grants = new Map<string, Grant & { readonly endsAt: number }>();

  constructor(options: { nowMs: () => number; randomBytes: (count: number) => Uint8Array }) {
    this.#nowMs = options.nowMs;
    this.#randomBytes = options.randomBytes;
  }

  /** The token of a new link. */
  create(grant: Grant): string {
    this.#forgetOld();
    const token = Buffer.from(this.#randomBytes(TOKEN_BYTES)).toString('base64url');
    this.#grants.set(hashOf(token), { ...grant, endsAt: this.#nowMs() + LINK_LIFETIME_MS });
    return token;
  }

  /** What the token opens, this one time; undefined when it was used, is too old or never was. */
  redeem(token: string): Grant | undefined {
    const hash = hashOf(token);
    const found = this.#grants.get(hash);
    this.#grants.delete(hash);
    if (!found || this.#nowMs() >= found.endsAt) return undefined;
    const { endsAt: _, ...grant } = found;
    return grant;
  }

  #forgetOld(): void {
    const now = this.#nowMs();
    for (const [hash, { endsAt }] of this.#grants) {
      if (endsAt > now && this.#grants.size < MOST_LINKS) break;
      this.#grants.delete(hash);
    }
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
