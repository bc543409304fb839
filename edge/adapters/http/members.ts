import { AislegateError } from '../../../contract/errors.ts';
import { type MemberShown, memberRoutes } from '../../../contract/http/member-routes.ts';
import type { AuditSink } from '../../../platform/audit-log.ts';
import type { Register } from '../../../platform/http/routes.ts';

export interface MembersOptions {
  readonly register: Register;
  readonly audit: AuditSink;
  /** The shop, for the audit log. */
  readonly shop: string;
  readonly shownMember: (member: string) => MemberShown | undefined;
}

/** Looking at one member: what cannot be accounted for is not shown. */
export function registerMembers({ register, audit, shop, shownMember }: MembersOptions): void {
  register(memberRoutes.showMember, async ({ body, by }) => {
    const shown = shownMember(body.member);
    if (!shown) throw new AislegateError('IDN_NO_MEMBER');
    await audit.append({ action: 'member-shown', by, subject: shown.subject, place: shop });
    return shown;
  });
}
