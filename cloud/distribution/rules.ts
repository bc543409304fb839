import Type from 'typebox';
import { RULE_TYPES, type RuleType } from '../../contract/http/rule-routes.ts';
import { Campaign } from '../../contract/offers/budget.ts';
import type { ConfigRecord } from '../../contract/offers/config-record.ts';
import { Cap, Rule } from '../../contract/offers/rule.ts';
import { type Problem, type Read, rowReader } from '../../contract/row-problems.ts';
import { bucketKey } from '../../contract/subjects.ts';
import { type Cells, given, listCell, numberCell, truthCell } from './csv.ts';
import { batches, type ImportKind, type StoreContext } from './import-kind.ts';
import { momentProblems, orderProblems } from './moments.ts';
import { noteOutbound } from './outbound.ts';

export type RuleRecord = Extract<ConfigRecord, { type: RuleType }>;

const readers: Record<RuleType, (value: unknown) => Read<RuleRecord>> = {
  rule: rowReader(Rule),
  cap: rowReader(Cap),
  campaign: rowReader(Campaign),
};
const readType = rowReader(Type.Object({ type: Type.Enum(RULE_TYPES) }));

/** By its type: of a choice of three nobody could be told which field is wrong. */
export function readRule(value: unknown): Read<RuleRecord> {
  const typed = readType(value);
  return typed.value ? readers[typed.value.type](value) : { problems: typed.problems };
}

/** Rules, caps and budgets of campaigns. One that is imported again replaces its earlier version; one that a file leaves out stays until it is removed. */
export const RULES: ImportKind<RuleRecord> = {
  schema: Type.Union([Rule, Cap, Campaign]),
  read: readRule,
  columns: {
    required: ['type', 'id', 'name'],
    optional: [
      'effect',
      ...['offers', 'campaigns', 'kinds', 'categories', 'lines', 'brands', 'suppliers'],
      ...['from', 'until', 'hours_from', 'hours_until', 'weekdays'],
      ...['shops', 'shop_formats', 'shop_regions', 'shop_services', 'shop_open', 'channels', 'zones', 'segments', 'tiers'],
      ...['basket_products', 'basket_categories', 'minimum_spend', 'stock_at_least', 'first_purchase'],
      ...['birthday_within_days', 'inactive_for_days'],
      ...['per_visit', 'per_day', 'per_week', 'gap_ms'],
      ...['unit', 'total', 'per_member', 'per_shop_and_day', 'grant'],
    ],
  },
  perShop: false,
  fromCells,
  problems: ruleProblems,
  unique: ({ type, id }) => [{ path: ['id'], text: `${type}-${id}` }],

  store: async (records, context) => {
    await storeRules(records, context);
    return [];
  },
};

/** Puts them in the place of those with the same ids, on their way to the shops. */
export async function storeRules(
  records: readonly RuleRecord[],
  { tx, scope, importedAt }: Pick<StoreContext, 'tx' | 'scope' | 'importedAt'>,
): Promise<void> {
  for (const batch of batches(records)) {
    await tx.query(
      `insert into config (scope, type, config_id, record, imported_at)
       select $4, type, config_id, record::jsonb, $5::timestamptz
       from unnest($1::text[], $2::text[], $3::text[]) as given (type, config_id, record)
       on conflict (scope, type, config_id) do update set record = excluded.record, imported_at = excluded.imported_at`,
      [batch.map(({ type }) => type), batch.map(({ id }) => id), batch.map((record) => JSON.stringify(record)), scope, importedAt],
    );
    await noteOutbound(
      tx,
      batch.map((record) => ({ bucket: 'config', key: bucketKey(scope, `${record.type}-${record.id}`), record })),
    );
  }
}

function fromCells(cells: Cells): unknown {
  const names = (column: string): string[] | undefined => {
    const found = listCell(cells[column]);
    return found.length > 0 ? found : undefined;
  };
  const number = (column: string): unknown => numberCell(cells[column]);
  const { type, id, name } = cells;
  const about = given({
    offers: names('offers'),
    campaigns: names('campaigns'),
    kinds: names('kinds'),
    categories: names('categories'),
    lines: names('lines'),
    brands: names('brands'),
    suppliers: names('suppliers'),
  });
  if (type === 'campaign')
    return given({
      ...{ type, id, name, unit: cells['unit'], total: number('total'), grant: number('grant') },
      ...{ perMember: number('per_member'), perShopAndDay: number('per_shop_and_day') },
    });
  if (type === 'cap')
    return given({
      ...{ type, id, name, about, channels: names('channels') },
      ...{ perVisit: number('per_visit'), perDay: number('per_day'), perWeek: number('per_week'), gapMs: number('gap_ms') },
    });
  const period = given({ from: cells['from'], until: cells['until'] });
  const hours = given({ from: cells['hours_from'], until: cells['hours_until'] });
  const when = given({
    period: Object.keys(period).length > 0 ? period : undefined,
    hours: Object.keys(hours).length > 0 ? hours : undefined,
    weekdays: names('weekdays')?.map(numberCell),
    shops: names('shops'),
    shopFormats: names('shop_formats'),
    shopRegions: names('shop_regions'),
    shopServices: names('shop_services'),
    shopOpen: truthCell(cells['shop_open']),
    channels: names('channels'),
    zones: names('zones'),
    segments: names('segments'),
    tiers: names('tiers'),
    basketProducts: names('basket_products'),
    basketCategories: names('basket_categories'),
    minimumSpend: number('minimum_spend'),
    stockAtLeast: number('stock_at_least'),
    firstPurchase: cells['first_purchase'],
    birthdayWithinDays: number('birthday_within_days'),
    inactiveForDays: number('inactive_for_days'),
  });
  return given({ type, id, name, about, effect: cells['effect'], when });
}

/** What the schema cannot say. */
export function ruleProblems(record: RuleRecord): readonly Problem[] {
  switch (record.type) {
    case 'rule': {
      const { from, until } = record.when.period ?? {};
      const path = (end: string): string[] => ['when', 'period', end];
      const moments = momentProblems([
        [path('from'), from],
        [path('until'), until],
      ]);
      const isEmpty = record.when.period !== undefined && from === undefined && until === undefined;
      const empty = isEmpty ? [{ path: ['when', 'period'], reason: 'names neither a beginning (from) nor an end (until)' }] : [];
      return [...empty, ...moments, ...(from === undefined ? [] : orderProblems(path('until'), from, until))];
    }
    case 'cap': {
      const { perVisit, perDay, perWeek, gapMs } = record;
      const isEmpty = [perVisit, perDay, perWeek, gapMs].every((limit) => limit === undefined);
      return isEmpty ? [{ path: ['perDay'], reason: 'is missing, and so is every other limit: perVisit, perWeek, gapMs' }] : [];
    }
    case 'campaign': {
      const { total, perMember, perShopAndDay, grant } = record;
      const isEmpty = [total, perMember, perShopAndDay].every((limit) => limit === undefined);
      return [
        ...(isEmpty ? [{ path: ['total'], reason: 'is missing, and so is every other limit: perMember, perShopAndDay' }] : []),
        ...(grant !== undefined && total === undefined ? [{ path: ['grant'], reason: 'is a part of a total, and there is none' }] : []),
        ...(grant === 0 ? [{ path: ['grant'], reason: 'must be above 0: a shop that is granted nothing spends nothing' }] : []),
      ];
    }
  }
}
