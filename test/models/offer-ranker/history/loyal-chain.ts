import { dice } from '../../../../devices/simulator/dice.ts';
import type { OfferLog } from '../../../../models/offer-log/log.ts';
import { day, log, offer, purchase, slate } from './a-log.ts';

const PRODUCTS = ['tea', 'jam', 'soap'];
const CAMPAIGNS = 6;
const FIRST_DAY = 40;
const DAYS_BETWEEN = 14;

/** A chain whose members each buy one product every ten days, and mostly redeem the offer for it: a campaign every other week. */
export function loyalChain(members: number): OfferLog {
  const chance = dice(9);
  const favourite = (member: number): string => PRODUCTS[member % PRODUCTS.length] ?? 'tea';
  const last = FIRST_DAY + CAMPAIGNS * DAYS_BETWEEN;
  const purchases = Array.from({ length: members }, (_, member) =>
    Array.from({ length: last / 10 }, (_buy, number) => purchase(`m${member}`, number * 10 + (member % 10), favourite(member))),
  ).flat();
  const slates = Array.from({ length: CAMPAIGNS }, (_, campaign) => {
    const start = FIRST_DAY + campaign * DAYS_BETWEEN;
    const offers = PRODUCTS.map((product) => offer(`${product}-${campaign}`, start, { code: product, products: [product] }));
    return Array.from({ length: members }, (_member, member) => {
      const wanted = `${favourite(member)}-${campaign}`;
      const isRedeemed = chance.unit() < 0.4;
      return slate(`m${member}`, start, offers, isRedeemed ? { [wanted]: { redeemedAt: day(start + 2) } } : {});
    });
  }).flat();
  const chain = log({ slates, purchases });
  // A log that is written to a folder has a brand for every product.
  return {
    ...chain,
    products: new Map(Array.from(chain.products, ([id, product]) => [id, { ...product, brand: product.brand || 'None' }])),
  };
}
