import { createHash } from 'node:crypto';
import { FIGURES_ROWS_PER_PART, type FiguresRecord } from '../../../contract/offers/model-record.ts';
import type { ChainFigures, Rate } from './inputs.ts';

type Rates = NonNullable<FiguresRecord['rates']>;
type Tables = Omit<Rates, 'overall'>;

/** Figures as headquarters distributes them: parts that each fit into a message, under a version that is made of all of them. */
export function recordsOfFigures(figures: ChainFigures): FiguresRecord[] {
  const products = [...figures.products].map(([id, { isPrivateLabel, type, manufacturer, ...product }]) => ({
    id,
    ...product,
    ...(type !== undefined && { type }),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(isPrivateLabel && { private: true }),
  }));
  const pastOffers = [...figures.pastOffers].map(([code, { kind, value, minimumQuantity, campaignType, category, products: about }]) => ({
    code,
    kind,
    ...(value !== undefined && { value }),
    ...(minimumQuantity !== undefined && { minimumQuantity }),
    ...(campaignType !== undefined && { campaignType }),
    ...(category !== undefined && { category }),
    products: [...about],
  }));
  const parts = Math.max(1, Math.ceil(products.length / FIGURES_ROWS_PER_PART), Math.ceil(pastOffers.length / FIGURES_ROWS_PER_PART));
  const slice = <T>(rows: readonly T[], part: number): T[] => rows.slice(part * FIGURES_ROWS_PER_PART, (part + 1) * FIGURES_ROWS_PER_PART);
  const { overall, ...tables } = figures.rates;
  const rates: Rates = {
    overall: pairOf(overall),
    byCategory: pairsOf(tables.byCategory),
    byManufacturer: pairsOf(tables.byManufacturer),
    byType: pairsOf(tables.byType),
    byCode: pairsOf(tables.byCode),
    byDeal: pairsOf(tables.byDeal),
  };
  const contents = Array.from({ length: parts }, (_, part) => ({
    historyDays: figures.historyDays,
    products: slice(products, part),
    ...(part === 0 && { rates }),
    pastOffers: slice(pastOffers, part),
  }));
  const version = createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 16);
  return contents.map((content, part) => ({ type: 'figures', version, part: part + 1, parts, ...content }));
}

/** All parts of one version as the figures that they were made of. */
export function figuresOfRecords(records: readonly FiguresRecord[]): ChainFigures {
  const rates = records.find((record) => record.rates)?.rates;
  const table = (name: keyof Tables): ReadonlyMap<string, Rate> =>
    new Map(Object.entries(rates?.[name] ?? {}).map(([key, pair]) => [key, rateOf(pair)]));
  return {
    historyDays: records[0]?.historyDays ?? 0,
    products: new Map(
      records.flatMap(({ products }) =>
        products.map(({ id, private: isPrivateLabel = false, ...product }) => [id, { ...product, isPrivateLabel }]),
      ),
    ),
    rates: {
      overall: rateOf(rates?.overall),
      byCategory: table('byCategory'),
      byManufacturer: table('byManufacturer'),
      byType: table('byType'),
      byCode: table('byCode'),
      byDeal: table('byDeal'),
    },
    pastOffers: new Map(records.flatMap(({ pastOffers }) => pastOffers.map(({ code, ...offer }) => [code, offer]))),
  };
}

const pairsOf = (table: ReadonlyMap<string, Rate>): Record<string, [number, number]> =>
  Object.fromEntries([...table].map(([key, rate]) => [key, pairOf(rate)]));
const pairOf = ({ exposed, redeemed }: Rate): [number, number] => [exposed, redeemed];
const rateOf = ([exposed = 0, redeemed = 0]: readonly number[] = []): Rate => ({ exposed, redeemed });
