import Type from 'typebox';
import { MemberQuestion, PersonalData, SignedReceipt } from '../privacy.ts';
import { ErasureRecord } from '../records.ts';
import { ThingId } from '../scalars.ts';
import { route } from './route.ts';

const body = { types: ['application/json'], schema: MemberQuestion } as const;

const exportMember = route({
  method: 'POST',
  path: '/api/privacy/export',
  access: 'admin',
  summary: 'Everything that is held of a member, opened; headquarters asks the shops, too. Noted in the audit log.',
  body,
  response: PersonalData,
});

/** What a member has a right to, at headquarters. */
export const hqPrivacyRoutes = {
  exportMember,
  eraseMember: route({
    method: 'POST',
    path: '/api/privacy/erasures',
    access: 'admin',
    summary:
      'Erases a member at headquarters and in every shop, for ever; shops that are cut off erase when they return. The receipt as it stands then. ' +
      'Noted in the audit log.',
    body,
    response: SignedReceipt,
  }),
  erasureReceipt: route({
    method: 'POST',
    path: '/api/privacy/receipts',
    access: 'admin',
    summary: 'The signed receipt of an erasure, as it stands now.',
    body: {
      types: ['application/json'],
      schema: Type.Union([MemberQuestion, Type.Object({ erasureId: ThingId }, { additionalProperties: false })]),
    },
    response: SignedReceipt,
  }),
} as const;

/** The same in a shop. */
export const edgePrivacyRoutes = {
  exportMember,
  eraseHere: route({
    method: 'POST',
    path: '/api/privacy/erasures/here',
    access: 'admin',
    summary: 'Erases a member in this shop at once, and everywhere else as soon as headquarters hears of it. Noted in the audit log.',
    body,
    response: ErasureRecord,
  }),
} as const;
