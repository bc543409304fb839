import type { Offer, OfferKind } from '../../contract/offers/offer.ts';
import type { Problem } from '../../contract/row-problems.ts';

/** What an offer of a kind must say beside what every offer says. A service and an information may leave it to their title. */
const NEEDED: Partial<Record<OfferKind, keyof Offer>> = { 'points-multiplier': 'value', event: 'startsOn' };

/** What belongs to one kind only: elsewhere it is a kind or a column that somebody mixed up. */
const OWN: readonly (readonly [keyof Offer, OfferKind])[] = [
  ['service', 'service'],
  ['information', 'information'],
  ['startsOn', 'event'],
];

/** What is wrong with an offer of its kind. */
export function kindProblems(offer: Offer): Problem[] {
  const { kind, value } = offer;
  const needed = NEEDED[kind];
  const problem = (field: keyof Offer, reason: string, applies: boolean): Problem[] => (applies ? [{ path: [field], reason }] : []);
  return [
    ...(needed === undefined ? [] : problem(needed, `is missing, and an offer of the kind ${kind} needs it`, offer[needed] === undefined)),
    ...OWN.flatMap(([field, of]) => problem(field, `is for the kind ${of} only`, kind !== of && offer[field] !== undefined)),
    ...problem('value', 'must be at most 100 percent', kind === 'percent-off' && value !== undefined && value > 100),
    ...problem(
      'value',
      'must be above 1: points times 1 are the same points',
      kind === 'points-multiplier' && value !== undefined && value <= 1,
    ),
    ...problem('value', 'must be a whole number of points', kind === 'bonus-points' && value !== undefined && !Number.isInteger(value)),
  ];
}
