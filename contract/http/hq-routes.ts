import Type from 'typebox';
import { Candidate } from '../facts/offer-facts.ts';
import { DurationMs, InstantText, NAME_PATTERN, Name } from '../scalars.ts';
import { commonRoutes } from './common-routes.ts';
import { route } from './route.ts';

export const IMPORT_KINDS = ['members', 'catalogue', 'stock', 'orders'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** The largest file that an import takes: 64 MiB, about half a million members. */
export const IMPORT_LIMIT_BYTES = 67_108_864;

const ShopParams = Type.Object({ shop: Name });
const Period = Type.Object({
  from: Type.Optional(InstantText),
  to: Type.Optional(InstantText),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
});

export const ShopSummary = Type.Object({
  shop: Name,
  lastFactAt: Type.Optional(InstantText),
  visits: Type.Integer({ description: 'visits ever opened' }),
  present: Type.Integer({ description: 'visits open now' }),
  exposures: Type.Integer(),
});
export type ShopSummary = Type.Static<typeof ShopSummary>;

export const VisitRow = Type.Object({
  visitId: Type.String(),
  openedAt: InstantText,
  closedAt: Type.Optional(InstantText),
  dwellMs: Type.Optional(DurationMs),
  firstZone: Type.Optional(
    Type.String({ pattern: NAME_PATTERN, description: 'absent while the fact of the beginning is still under way' }),
  ),
  stays: Type.Integer(),
  exposures: Type.Integer(),
});
export type VisitRow = Type.Static<typeof VisitRow>;

export const ZoneStayRow = Type.Object({
  stayId: Type.String(),
  visitId: Type.String(),
  zone: Name,
  enteredAt: InstantText,
  leftAt: InstantText,
  dwellMs: DurationMs,
});
export type ZoneStayRow = Type.Static<typeof ZoneStayRow>;

export const ExposureRow = Type.Object({
  deliveryId: Type.String(),
  decisionId: Type.String(),
  visitId: Type.String(),
  offer: Name,
  zone: Name,
  screen: Name,
  shownAt: InstantText,
  latencyMs: DurationMs,
});
export type ExposureRow = Type.Static<typeof ExposureRow>;

export const DecisionRow = Type.Object({
  decisionId: Type.String(),
  visitId: Type.String(),
  zone: Name,
  decidedAt: InstantText,
  model: Type.String(),
  chosen: Type.Optional(Name),
  explored: Type.Boolean(),
  propensity: Type.Number(),
  candidates: Type.Array(Candidate),
});
export type DecisionRow = Type.Static<typeof DecisionRow>;

export const PickupRow = Type.Object({
  alertId: Type.String(),
  order: Name,
  stage: Type.String(),
  at: InstantText,
  waitMs: Type.Optional(DurationMs),
});
export type PickupRow = Type.Static<typeof PickupRow>;

/** People counted at doors where there is a counter; else the visits of those who are known. */
export const CONVERSION_BASES = ['door-entries', 'member-visits'] as const;

export const Footfall = Type.Object({
  definition: Type.String({ description: 'what is counted, to be printed beside every figure' }),
  quarters: Type.Array(
    Type.Object({
      from: InstantText,
      entries: Type.Integer(),
      occupancy: Type.Integer({ description: 'visits open at any moment of the 15 minutes' }),
      doorIn: Type.Integer({ description: 'people who went in through a door with a counter' }),
      doorOut: Type.Integer({ description: 'people who went out through a door with a counter' }),
      receipts: Type.Integer({ description: 'receipts with a total above zero' }),
    }),
  ),
  conversion: Type.Object({
    receipts: Type.Integer({ description: 'those that are set in relation: of everybody, or of members' }),
    per: Type.Enum(CONVERSION_BASES),
    base: Type.Integer({ description: 'how many of them there were' }),
    share: Type.Optional(Type.Number({ minimum: 0, description: 'receipts / base; absent where the base is 0' })),
    formula: Type.String({ description: 'to be printed beside the figure' }),
  }),
  zones: Type.Array(Type.Object({ zone: Name, stays: Type.Integer(), dwellMs: DurationMs, exposures: Type.Integer() })),
});
export type Footfall = Type.Static<typeof Footfall>;

export const RowError = Type.Object({
  row: Type.Integer({ description: '1 is the first row after the header' }),
  field: Type.String(),
  reason: Type.String(),
});
export type RowError = Type.Static<typeof RowError>;
export const ImportReply = Type.Object({ imported: Type.Integer(), rejected: Type.Array(RowError) });
export type ImportReply = Type.Static<typeof ImportReply>;

const read = <const P extends string, R extends Type.TSchema>(path: P, summary: string, row: R) =>
  route({
    method: 'GET',
    path,
    access: 'session',
    summary,
    params: ShopParams,
    query: Period,
    response: Type.Object({ rows: Type.Array(row) }),
  });

export const hqRoutes = {
  ...commonRoutes,
  shops: route({
    method: 'GET',
    path: '/api/shops',
    access: 'session',
    summary: 'All shops heard of.',
    response: Type.Object({ rows: Type.Array(ShopSummary) }),
  }),
  visits: read('/api/shops/:shop/visits', 'Visits of members, guests on Wi-Fi terms and staff, newest first.', VisitRow),
  zoneStays: read('/api/shops/:shop/zone-stays', 'Stays in zones, newest first.', ZoneStayRow),
  exposures: read('/api/shops/:shop/exposures', 'Offers that screens reported as shown, newest first.', ExposureRow),
  decisions: read('/api/shops/:shop/decisions', 'Decisions with candidates, scores, reasons and propensity, newest first.', DecisionRow),
  pickups: read('/api/shops/:shop/pickups', 'Pickup alerts and what came of them, newest first.', PickupRow),
  footfall: route({
    method: 'GET',
    path: '/api/shops/:shop/footfall',
    access: 'session',
    summary: 'Entries, occupancy, people through doors and receipts per 15 minutes, conversion, stays and dwell per zone.',
    params: ShopParams,
    query: Period,
    response: Footfall,
  }),
  import: route({
    method: 'POST',
    path: '/api/import/:kind',
    access: 'admin',
    summary: 'Members, catalogue, stock or orders, as CSV or JSON: all rows or none.',
    params: Type.Object({ kind: Type.Enum(IMPORT_KINDS) }),
    query: Type.Object({ shop: Type.Optional(Name) }, { description: 'for one shop; for all when absent (stock and orders need one)' }),
    body: { types: ['text/csv', 'application/json'], schema: Type.String({ maxLength: IMPORT_LIMIT_BYTES }) },
    response: ImportReply,
  }),
} as const;
