import Type from 'typebox';
import { Offer } from '../offers/offer.ts';
import { InstantText, Name, SubjectId, ThingId } from '../scalars.ts';
import { route } from './route.ts';

/** An offer as a log needs it: what it is about and gives, not how it is put. */
export const ExportedOffer = Type.Pick(Offer, [
  ...(['id', 'campaign', 'kind', 'value', 'code', 'category', 'line', 'brand'] as const),
  ...(['products', 'minimumQuantity', 'startsAt', 'endsAt'] as const),
]);
export type ExportedOffer = Type.Static<typeof ExportedOffer>;

/** What one member could have been shown, and what became of it. */
export const ExportedSlate = Type.Object({
  decisionId: ThingId,
  subject: SubjectId,
  decidedAt: InstantText,
  candidates: Type.Array(
    Type.Object({
      offer: Name,
      propensity: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      shown: Type.Boolean(),
      redeemedAt: Type.Optional(InstantText),
    }),
  ),
});
export type ExportedSlate = Type.Static<typeof ExportedSlate>;

export const ExportedReceipt = Type.Object({
  receiptId: ThingId,
  subject: SubjectId,
  at: InstantText,
  lines: Type.Array(Type.Object({ product: Type.String(), quantity: Type.Number(), amount: Type.Number() })),
});
export type ExportedReceipt = Type.Static<typeof ExportedReceipt>;

const ShopParams = Type.Object({ shop: Name });
const Page = Type.Object({
  from: Type.Optional(InstantText),
  to: Type.Optional(InstantText),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,17}\\.[0-9a-f]{32}$', description: '`next` of the page before' })),
});
const Next = Type.Optional(Type.String({ description: 'there may be more: ask again with it as `after`' }));

/** What a chain recorded of its own offers, to train and measure on: of members who agree to analytics, by their random ids. */
export const offerLogRoutes = {
  exportOffers: route({
    method: 'GET',
    path: '/api/shops/:shop/offer-log/offers',
    access: 'admin',
    summary: 'Offers of the catalogue of a shop, past ones too.',
    params: ShopParams,
    response: Type.Object({ rows: Type.Array(ExportedOffer) }),
  }),
  exportSlates: route({
    method: 'GET',
    path: '/api/shops/:shop/offer-log/slates',
    access: 'admin',
    summary: 'Decisions that a screen showed, the oldest first, with what was redeemed of them. Noted in the audit log.',
    params: ShopParams,
    query: Page,
    response: Type.Object({ rows: Type.Array(ExportedSlate), next: Next }),
  }),
  exportReceipts: route({
    method: 'GET',
    path: '/api/shops/:shop/offer-log/receipts',
    access: 'admin',
    summary: 'What members bought, the oldest first. Noted in the audit log.',
    params: ShopParams,
    query: Page,
    response: Type.Object({ rows: Type.Array(ExportedReceipt), next: Next }),
  }),
} as const;
