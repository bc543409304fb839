import type { Content } from './content.ts';
import { faceValue, isMoneyOff } from './deal.ts';
import type { Assortment } from './groups.ts';
import type { Audience, OfferContent } from './inputs.ts';
import type { Rates } from './rates.ts';
import { logCount } from './scaled.ts';

const missing = Number.NaN;

/** What is the same of an offer whoever looks at it, in the order of the table. */
export function offerFeatures(
  offer: OfferContent,
  content: Content,
  rates: Rates,
  assortment: Assortment,
  audience: Audience | undefined,
  scale: number,
): readonly number[] {
  const { campaignType, minimumQuantity = 1 } = offer;
  const price = priceOf(content, assortment);
  const face = faceValue(offer, price * minimumQuantity);
  return [
    campaignType === undefined ? missing : flag(campaignType === 'A'),
    campaignType === undefined ? missing : flag(campaignType === 'B'),
    offer.durationDays,
    Math.log1p(content.products.length),
    mean(content, assortment.isPrivateLabel),
    Math.log1p(content.mixOf('category').groups.length),
    Math.log1p(content.mixOf('manufacturer').groups.length),
    flag(!isMoneyOff(offer)),
    face,
    minimumQuantity,
    price,
    face / (price * minimumQuantity),
    logCount(content.lines * scale),
    audience ? Math.log1p(10 * audience.meanLines) : missing,
    Math.log(rates.category),
    Math.log(rates.manufacturer),
    Math.log(rates.type),
    Math.log(rates.offer),
    Math.log(rates.deal),
  ];
}

function priceOf({ products }: Content, { amount, quantity }: Assortment): number {
  let [paid, pieces] = [0, 0];
  for (const product of products) {
    paid += amount[product] ?? 0;
    pieces += quantity[product] ?? 0;
  }
  return paid / pieces;
}

function mean({ products }: Content, values: Uint8Array): number {
  let sum = 0;
  for (const product of products) sum += values[product] ?? 0;
  return sum / products.length;
}

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}
