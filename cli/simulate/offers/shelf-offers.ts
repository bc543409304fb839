import { instantText } from '../../../contract/instant.ts';
import type { FiguresRecord } from '../../../contract/offers/model-record.ts';
import type { Offer } from '../../../contract/offers/offer.ts';
import type { WorldOffer } from '../../../devices/simulator/offer-world/offers.ts';
import { DAY_MS, MONTH_STARTS_MS } from '../../../devices/simulator/offer-world/visits.ts';
import type { Line, OfferWorld } from '../../../devices/simulator/offer-world/world.ts';
import type { LoggedCandidate, LoggedOffer, OfferLog } from '../../../models/offer-log/log.ts';
import { recordsOfFigures } from '../../../models/offer-ranker/features/figures-records.ts';
import { ChainRecord } from '../../../models/offer-ranker/history/chain-record.ts';

export const dayStart = (day: number): number => MONTH_STARTS_MS + day * DAY_MS;

/** The offers of the world as headquarters would list them; an offer for a single product is shown before its shelf only. */
export function catalogueOf(world: OfferWorld): ReadonlyMap<string, { readonly offer: Offer; readonly of: WorldOffer }> {
  return new Map(
    world.offers.map((of) => {
      const { campaign, code, kind, value, minimumQuantity, category, brand, products, zones, margin } = of;
      const id = `${campaign}-${code}`;
      const offer: Offer = {
        id,
        campaign,
        title: code,
        code,
        kind,
        value,
        category,
        products: [...products],
        margin,
        startsAt: instantText(dayStart(of.fromDay)),
        endsAt: instantText(dayStart(of.untilDay)),
        ...(minimumQuantity !== undefined && { minimumQuantity }),
        ...(brand !== undefined && { brand }),
        ...(zones !== undefined && products.length === 1 && { zones: [...zones] }),
      };
      return [id, { offer, of }];
    }),
  );
}

/** What headquarters makes of everybody's receipts and redemptions, night after night. */
export interface ChainBooks {
  receipt(member: string, at: number, lines: readonly Line[]): void;
  shown(offer: string): void;
  redeemed(offer: string): void;
  figures(at: number): readonly FiguresRecord[];
}

export function chainBooks(world: OfferWorld): ChainBooks {
  const products = [...world.products.values()].map(({ id, category, department, type, manufacturer, isPrivateLabel }) => ({
    productId: id,
    category,
    department,
    brand: isPrivateLabel ? 'Private' : 'National',
    ...(type !== undefined && { type }),
    ...(manufacturer !== undefined && { manufacturer }),
  }));
  const offers = [...catalogueOf(world)].map(([id, { of }]): readonly [string, LoggedOffer] => [
    id,
    { ...of, offerId: id, campaignId: of.campaign, startsAt: dayStart(of.fromDay), endsAt: dayStart(of.untilDay) } as LoggedOffer,
  ]);
  const candidates = new Map(offers.map(([id, offer]): [string, LoggedCandidate] => [id, { offer, shown: true, shownShare: 1 }]));
  const first = { memberId: '', productId: '', shopId: '', at: dayStart(world.firstDay), quantity: 0, amount: 0, basketId: '' };
  const log: OfferLog = {
    offers: new Map(offers),
    products: new Map(products.map((product) => [product.productId, product])),
    slates: [],
    purchases: [first],
    fingerprint: 'simulated',
  };
  const record = new ChainRecord(log);
  const known = (id: string): LoggedCandidate => {
    const candidate = candidates.get(id);
    if (!candidate) throw new RangeError('There is no such offer.');
    return candidate;
  };
  return {
    receipt(member, at, lines) {
      for (const { product, quantity } of lines) {
        const amount = quantity * product.price;
        record.sell({ memberId: member, productId: product.id, shopId: 'shop', at, quantity, amount, basketId: `${member}-${at}` });
      }
    },
    shown: (offer) => record.show(known(offer)),
    redeemed: (offer) => record.redeem(known(offer)),
    figures: (at) => recordsOfFigures(record.figures(at, new Map())),
  };
}
