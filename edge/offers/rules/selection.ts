import type { Offer } from '../../../contract/offers/offer.ts';
import type { OfferSelection } from '../../../contract/offers/rule.ts';

/** What a selection names, and what of an offer it is compared with; the first that is named leaves the fewest offers. */
const PARTS = [
  ['offers', (offer) => offer.id],
  ['campaigns', (offer) => offer.campaign],
  ['lines', (offer) => offer.line],
  ['suppliers', (offer) => offer.supplier],
  ['brands', (offer) => offer.brand],
  ['categories', (offer) => offer.category],
  ['kinds', (offer) => offer.kind],
] as const satisfies readonly (readonly [keyof OfferSelection, (offer: Offer) => string | undefined])[];

type Part = (typeof PARTS)[number][0];

export interface Selected<T> {
  readonly about: OfferSelection;
  readonly item: T;
}

/** Things that are about offers, found by offer without asking each of them. */
export interface SelectionIndex<T> {
  /** What is about every offer. */
  readonly ofAll: readonly T[];
  /** What is about this offer and not about every one, in the order in which it was given. */
  of(offer: Offer): readonly T[];
}

/** Indexes things under the first part that their selection names; the other parts are compared then. */
export function indexBySelection<T>(things: readonly Selected<T>[]): SelectionIndex<T> {
  const compiled = things.map(({ about, item }, order) => ({ order, item, part: firstPart(about), fits: compileSelection(about) }));
  const byName = new Map<Part, Map<string, typeof compiled>>();
  for (const [at, one] of compiled.entries()) {
    if (one.part === undefined) continue;
    const names = byName.get(one.part) ?? new Map<string, typeof compiled>();
    byName.set(one.part, names);
    for (const name of new Set<string>(things[at]?.about[one.part])) {
      const there = names.get(name);
      if (there) there.push(one);
      else names.set(name, [one]);
    }
  }
  return {
    ofAll: compiled.filter(({ part }) => part === undefined).map(({ item }) => item),
    of: (offer) =>
      PARTS.flatMap(([part, partOf]) => byName.get(part)?.get(partOf(offer) ?? '') ?? [])
        .filter(({ fits }) => fits(offer))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item),
  };
}

function firstPart(about: OfferSelection): Part | undefined {
  return PARTS.find(([part]) => about[part] !== undefined)?.[0];
}

/** Whether an offer fits all that a selection names. */
export function compileSelection(about: OfferSelection): (offer: Offer) => boolean {
  const tests = PARTS.flatMap(([part, partOf]) => {
    const names = about[part];
    return names === undefined ? [] : [{ names: new Set<string>(names), partOf }];
  });
  return (offer) => tests.every(({ names, partOf }) => names.has(partOf(offer) ?? ''));
}
