import { AislegateError } from '../../../contract/errors.ts';
import { type MemberShown, memberRoutes } from '../../../contract/http/member-routes.ts';
import type { AuditSink } from '../../../platform/audit-log.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { ObjectionsDesk } from '../../member-objections.ts';

export interface MembersOptions {
  readonly register: Register;
  readonly audit: AuditSink;
  /** The shop, for the audit log. */
  readonly shop: string;
  readonly shownMember: (member: string) => MemberShown | undefined;
  readonly objections: ObjectionsDesk;
}

/** Looking at one member: what cannot be accounted for is not shown. */
export function registerMembers({ register, audit, shop, shownMember, objections }: MembersOptions): void {
  register(memberRoutes.showMember, async ({ body, by }) => {
    const shown = shownMember(body.member);
    if (!shown) throw new AislegateError('IDN_NO_MEMBER');
    await audit.append({ action: 'member-shown', by, subject: shown.subject, place: shop });
    return shown;
  });
  register(memberRoutes.memberObjections, async ({ params, by }) => {
    const told = objections.of(params.member);
    if (!told) throw new AislegateError('IDN_NO_MEMBER');
    await audit.append({ action: 'member-shown', by, subject: told.subject, place: shop, what: 'objections' });
    return told;
  });
  register(memberRoutes.deleteObjections, async ({ params, query, by }) => {
    const told = objections.of(params.member);
    if (!told) throw new AislegateError('IDN_NO_MEMBER');
    const { scope, of = '' } = query;
    if (scope !== undefined && (of === '') !== (scope === 'all')) {
      throw new AislegateError('API_INVALID', { detail: 'of names the offer, category or brand; of the scope all there is none' });
    }
    await audit.append({ action: 'objections-deleted', by, subject: told.subject, place: shop });
    return (await objections.remove(params.member, scope === undefined ? 'all' : { scope, of })) ?? told;
  });
}
