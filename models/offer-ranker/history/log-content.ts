import type { LoggedOffer, LoggedProduct } from '../../offer-log/log.ts';
import type { OfferContent, ProductContent } from '../features/inputs.ts';

export const DAY_MS = 86_400_000;
const UNKNOWN_KIND = 'unknown';
const PRIVATE_LABEL = /^private/i;

export function offerContent(offer: LoggedOffer): OfferContent {
  const {
    offerId: id,
    code,
    campaignType,
    kind = UNKNOWN_KIND,
    value,
    minimumQuantity,
    category,
    brand,
    products,
    startsAt,
    endsAt,
  } = offer;
  const durationDays = (endsAt - startsAt) / DAY_MS;
  return { id, code, campaignType, kind, value, minimumQuantity, category, brand, products, durationDays };
}

/** A log that knows no manufacturers has brands, which say nearly the same. */
export function productContent({ category, type, department, manufacturer, brand }: LoggedProduct): ProductContent {
  return { category, type, department, manufacturer: manufacturer ?? (brand || undefined), isPrivateLabel: PRIVATE_LABEL.test(brand) };
}
