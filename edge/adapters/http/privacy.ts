import { AislegateError } from '../../../contract/errors.ts';
import { edgeRoutes } from '../../../contract/http/edge-routes.ts';
import { instantText } from '../../../contract/instant.ts';
import type { AuditSink } from '../../../platform/audit-log.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ShopPrivacy } from '../../privacy/shop-privacy.ts';

export interface PrivacyOptions {
  readonly register: Register;
  readonly audit: AuditSink;
  readonly shop: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly privacy: ShopPrivacy;
}

/** Export and erasure of what this shop holds; what cannot be accounted for is not done. */
export function registerPrivacy({ register, audit, shop, clock, privacy }: PrivacyOptions): void {
  function subjectOf(member: string): string {
    const subject = privacy.subjectOf(member);
    if (subject === undefined) throw new AislegateError('PRV_NO_MEMBER');
    return subject;
  }

  register(edgeRoutes.exportMember, async ({ body, by }) => {
    const subject = subjectOf(body.memberId);
    await audit.append({ action: 'member-exported', by, subject, place: shop });
    return { subject, exportedAt: instantText(clock.nowMs()), place: shop, holdings: privacy.holdingsOf(subject) };
  });
  register(edgeRoutes.eraseHere, async ({ body, by }) => {
    const subject = subjectOf(body.memberId);
    await audit.append({ action: 'erasure-asked', by, subject, place: shop });
    // The erasure itself is noted where it is done, as one that headquarters asked for is.
    return privacy.erase(subject);
  });
}
