import type { FootfallDefinition } from '../../contract/facts/footfall-facts.ts';
import type { DeviceFigures, Footfall } from '../../contract/http/hq-routes.ts';
import { instantText } from '../../contract/instant.ts';
import type { Query } from '../ports/database.ts';
import { GROUP_RULE } from './groups.ts';
import { type Period, quarterBounds } from './period.ts';
import { type Bounds, provisionalFrom, type Quarter, quartersOf } from './quarters.ts';
import { queuesOf } from './queues.ts';
import { captureOf, deviceFigures } from './radio-figures.ts';
import { SMALLEST_CELLS, type SmallestCells } from './smallest-cells.ts';
import { visitFigures } from './visit-figures.ts';
import { zonesOf } from './zones.ts';

const FOOTFALL_DEFINITION =
  'Visits of consented members, guests on Wi-Fi terms and staff; other people are not in these figures. Visits that stayed too long for a ' +
  'customer are left out. Entries: visits that began in the 15 minutes. Occupancy: visits open at any moment of the 15 minutes; a visit whose ' +
  'end was not yet reported counts as open, for a day at most. Stays and dwell: stays in the zone that began in the period and have ended, and the ' +
  'sum of the times credited to them. Exposures: offers that a screen in the zone reported as shown. Walked together: visits whose beginnings and ' +
  `ends lie within ${GROUP_RULE.apartMs / 1000} s, with (together - by chance) / (known - by chance) > ${GROUP_RULE.agreement} x (the longer gap / ` +
  `${GROUP_RULE.apartMs / 1000} s): of the time in which the zones of both are known, what was in one zone, and what chance would give them. ` +
  "Queue: from the beginning of a stay at the tills to the visitor's receipt in it; of a visit without one, its longest stay there. " +
  'Devices and passers-by: anonymous devices as the shop counted them, each once per 15 minutes, never ' +
  'followed. Through the doors: people whom door counters counted, known or not. Receipts: those of the tills with a total above zero.';

const FORMULAS = {
  'door-entries': 'conversion = receipts / people in through the doors: all customers, where every door has a counter',
  'member-visits': 'conversion = receipts of members / visits of members: no door counter told in this period',
} as const;

/** Footfall of a shop per quarter hour: the last 24 hours unless asked otherwise, and never beyond the quarter that `nowMs` is in. */
export async function footfall(
  database: Query,
  shop: string,
  period: Period,
  nowMs: number,
  { figures: smallestCell }: SmallestCells = SMALLEST_CELLS,
): Promise<Footfall> {
  const [fromMs, toMs] = quarterBounds(period, nowMs);
  const bounds: Bounds = [shop, instantText(fromMs), instantText(toMs)];
  const { definition, grade } = await settingsOf(database, bounds);
  const [quarters, provisionalMs, zones, visits, queues, excluded] = await Promise.all([
    quartersOf(database, bounds),
    provisionalFrom(database, shop),
    zonesOf(database, bounds, smallestCell),
    visitFigures(database, { bounds, timezone: definition?.timezone ?? 'UTC', smallestCell }),
    queuesOf(database, bounds, definition?.tills ?? [], smallestCell),
    excludedDevices(database, bounds),
  ]);
  const capture = captureOf(quarters);
  return {
    definition: FOOTFALL_DEFINITION,
    quarters: quarters.map((quarter) => quarterRow(quarter, provisionalMs)),
    ...(definition && { parameters: definition }),
    ...(grade !== undefined && { grade }),
    visits,
    devices: deviceFigures(quarters, excluded),
    ...(capture && { capture }),
    queues,
    smallestCell,
    conversion: conversionOf(quarters),
    zones,
  };
}

function quarterRow(quarter: Quarter, provisionalMs: number): Footfall['quarters'][number] {
  const { start, entries, occupancy, door_in, door_out, receipts } = quarter;
  return {
    from: start.toISOString(),
    entries,
    occupancy,
    doorIn: door_in ?? 0,
    doorOut: door_out,
    receipts,
    ...(quarter.told && { occupancyMean: quarter.occupancy_mean, devicesInside: quarter.inside }),
    ...(quarter.told && quarter.passers_by !== null && { passersBy: quarter.passers_by }),
    provisional: !quarter.told && start.getTime() > provisionalMs,
  };
}

interface Settings {
  readonly definition?: FootfallDefinition;
  readonly grade?: string;
}

/** What the shop had set when it last told of the period. */
async function settingsOf(database: Query, bounds: Bounds): Promise<Settings> {
  const [row] = await database.query<Required<Settings>>(
    `select definition, grade from footfall_quarters where shop = $1 and start >= $2::timestamptz and start < $3::timestamptz
     order by start desc limit 1`,
    bounds,
  );
  return row ?? {};
}

function excludedDevices(database: Query, bounds: Bounds): Promise<DeviceFigures['excluded']> {
  return database.query(
    `select reason, sum(devices)::int4 as devices from footfall_quarters, jsonb_to_recordset(excluded) as one (reason text, devices integer)
     where shop = $1 and start >= $2::timestamptz and start < $3::timestamptz group by reason order by reason`,
    bounds,
  );
}

/** Like is set beside like: everybody's receipts beside everybody at the doors, else members' receipts beside members' visits. */
function conversionOf(quarters: readonly Quarter[]): Footfall['conversion'] {
  const sum = (of: (quarter: Quarter) => number): number => quarters.reduce((total, quarter) => total + of(quarter), 0);
  const per = quarters.some(({ door_in }) => door_in !== null) ? 'door-entries' : 'member-visits';
  const base = per === 'door-entries' ? sum(({ door_in }) => door_in ?? 0) : sum(({ entries }) => entries);
  const receipts = sum((quarter) => (per === 'door-entries' ? quarter.receipts : quarter.member_receipts));
  return { receipts, per, base, ...(base === 0 ? {} : { share: receipts / base }), formula: FORMULAS[per] };
}
