import type { Assortment, Groups, Level } from './groups.ts';

/** Which groups the products of an offer are in. */
export interface Mix {
  readonly groups: Int32Array;
  /** Of its products that have a group, the share that is in each. */
  readonly shares: Float64Array;
  /** Lines of everybody with its products in each. */
  readonly lines: Float64Array;
}

/** What an offer is about. */
export interface Content {
  readonly products: Int32Array;
  readonly lines: number;
  readonly mixOf: (level: Level) => Mix;
}

/** The mix of `products`; where none of them is known, only the group that the offer names itself. */
export function contentOf(assortment: Assortment, products: readonly string[], category: string | undefined): Content {
  const named = category === undefined ? undefined : assortment.groups.category.numbers.get(category);
  const numbers = products.length > 0 ? numbersOf(assortment, products) : inCategory(assortment.groups.category, named);
  let lines = 0;
  for (const product of numbers) lines += assortment.lines[product] ?? 0;
  return {
    products: numbers,
    lines,
    mixOf: (level) => mixOf(assortment, assortment.groups[level], numbers, level === 'category' ? named : undefined),
  };
}

function numbersOf({ numbers }: Assortment, products: readonly string[]): Int32Array {
  return Int32Array.from(products.flatMap((product) => numbers.get(product) ?? []));
}

/** An offer without products is for all of its category. */
function inCategory({ ofProduct }: Groups, category: number | undefined): Int32Array {
  const found: number[] = [];
  if (category !== undefined) for (const [product, group] of ofProduct.entries()) if (group === category) found.push(product);
  return Int32Array.from(found);
}

function mixOf(assortment: Assortment, { ofProduct }: Groups, products: Int32Array, named: number | undefined): Mix {
  const places = new Map<number, number>();
  const counts: number[] = [];
  const lines: number[] = [];
  let known = 0;
  for (const product of products) {
    const group = ofProduct[product] ?? -1;
    if (group < 0) continue;
    let place = places.get(group);
    if (place === undefined) {
      place = places.size;
      places.set(group, place);
      counts.push(0);
      lines.push(0);
    }
    counts[place] = (counts[place] ?? 0) + 1;
    lines[place] = (lines[place] ?? 0) + (assortment.lines[product] ?? 0);
    known += 1;
  }
  if (known === 0 && named !== undefined) return { groups: Int32Array.of(named), shares: Float64Array.of(1), lines: Float64Array.of(0) };
  return {
    groups: Int32Array.from(places.keys()),
    shares: Float64Array.from(counts, (count) => count / known),
    lines: Float64Array.from(lines),
  };
}
