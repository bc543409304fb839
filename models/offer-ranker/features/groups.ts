import type { ChainFigures, ProductContent } from './inputs.ts';

/** Five ways in which products are alike; a `line` is what one manufacturer has in one category. */
export const LEVELS = ['category', 'type', 'department', 'manufacturer', 'line'] as const;
export type Level = (typeof LEVELS)[number];

/** What a group is called where figures are kept by group. Undefined or empty where the log does not tell. */
export const GROUP_OF: Readonly<Record<Level, (product: ProductContent) => string | undefined>> = {
  category: ({ category }) => category,
  type: ({ category, type }) => category && `${category}|${type ?? ''}`,
  department: ({ department }) => department,
  manufacturer: ({ manufacturer }) => manufacturer,
  line: ({ category, manufacturer }) => category && `${category}|${manufacturer ?? ''}`,
};

export interface Groups {
  readonly numbers: ReadonlyMap<string, number>;
  /** Of a product's number its group, or -1 where the log does not tell. */
  readonly ofProduct: Int32Array;
  /** How often everybody bought those of one group. */
  readonly lines: Float64Array;
}

/** Everything that can be bought, by number. */
export interface Assortment {
  readonly numbers: ReadonlyMap<string, number>;
  readonly lines: Float64Array;
  readonly amount: Float64Array;
  readonly quantity: Float64Array;
  readonly isPrivateLabel: Uint8Array;
  /** All lines of everybody. */
  readonly totalLines: number;
  readonly groups: Readonly<Record<Level, Groups>>;
}

type GroupsOfFigures = Readonly<Record<Exclude<Level, 'category'>, Groups>>;

/** Groups that depend on the figures alone, kept for as long as those are: offers come and go by the hour. */
const known = new WeakMap<ChainFigures, GroupsOfFigures>();

/** `extra` are products of offers that nobody bought yet, and `categories` those that offers name themselves. */
export function assortmentOf(figures: ChainFigures, extra: Iterable<string>, categories: Iterable<string>): Assortment {
  const numbers = new Map<string, number>();
  for (const product of figures.products.keys()) numbers.set(product, numbers.size);
  for (const product of extra) if (!numbers.has(product)) numbers.set(product, numbers.size);
  const lines = new Float64Array(numbers.size);
  const amount = new Float64Array(numbers.size);
  const quantity = new Float64Array(numbers.size);
  const isPrivateLabel = new Uint8Array(numbers.size);
  let [number, totalLines] = [0, 0];
  for (const product of figures.products.values()) {
    lines[number] = product.lines;
    amount[number] = product.amount;
    quantity[number] = product.quantity;
    isPrivateLabel[number] = product.isPrivateLabel ? 1 : 0;
    totalLines += product.lines;
    number += 1;
  }
  const groups = { category: groupsOf(figures, numbers.size, GROUP_OF.category, categories), ...otherGroups(figures, numbers.size) };
  return { numbers, lines, amount, quantity, isPrivateLabel, totalLines, groups };
}

function otherGroups(figures: ChainFigures, products: number): GroupsOfFigures {
  const group = (level: Level) => groupsOf(figures, figures.products.size, GROUP_OF[level], []);
  const ofFigures: GroupsOfFigures = known.get(figures) ?? {
    type: group('type'),
    department: group('department'),
    manufacturer: group('manufacturer'),
    line: group('line'),
  };
  known.set(figures, ofFigures);
  const { type, department, manufacturer, line } = ofFigures;
  const withExtra = ({ ofProduct, ...groups }: Groups): Groups => {
    const all = new Int32Array(products).fill(-1);
    all.set(ofProduct);
    return { ...groups, ofProduct: all };
  };
  return { type: withExtra(type), department: withExtra(department), manufacturer: withExtra(manufacturer), line: withExtra(line) };
}

function groupsOf(figures: ChainFigures, products: number, nameOf: (typeof GROUP_OF)[Level], names: Iterable<string>): Groups {
  const ofProduct = new Int32Array(products).fill(-1);
  const numbers = new Map<string, number>();
  const lines: number[] = [];
  const numberOf = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, lines.length);
    return lines.push(0) - 1;
  };
  for (const name of names) numberOf(name);
  let number = 0;
  for (const product of figures.products.values()) {
    const name = nameOf(product);
    if (name) {
      const group = numberOf(name);
      ofProduct[number] = group;
      lines[group] = (lines[group] ?? 0) + product.lines;
    }
    number += 1;
  }
  return { numbers, ofProduct, lines: Float64Array.from(lines) };
}
