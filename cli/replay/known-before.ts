import { randomBytes } from 'node:crypto';
import { SEAL_NONCE_BYTES } from '../../contract/seal.ts';
import type { MembersBelow } from '../../edge/adapters/memory/member-store.ts';
import { openAdditions, sealAdditions } from '../../edge/identity/additions.ts';

/** Members as they were before a moment, as far as the shop itself enriched them: what came later would be known before it happened. */
export function knownBefore(store: MembersBelow, keyOf: (subject: string) => Uint8Array | undefined, before: number): MembersBelow {
  return {
    whoHas: (hash) => store.whoHas(hash),
    get(subject) {
      const stored = store.get(subject);
      const key = stored?.additions && keyOf(subject);
      if (!stored?.additions || !key) return stored;
      const { bought, shown, redeemed } = openAdditions(key, subject, stored.additions);
      const isEarlier = ({ t }: { readonly t: number }): boolean => t < before;
      const earlier = { bought: bought.filter(isEarlier), shown: shown.filter(isEarlier), redeemed: redeemed.filter(isEarlier) };
      return { ...stored, additions: sealAdditions(key, subject, earlier, randomBytes(SEAL_NONCE_BYTES)) };
    },
    subjects: () => store.subjects(),
    size: () => store.size(),
  };
}
