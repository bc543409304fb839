import Type, { type Static } from 'typebox';
import { FootfallDefinition } from '../facts/footfall-facts.ts';
import { Candidate, FALLBACKS, RefusedOffers, TRIGGERS } from '../facts/offer-facts.ts';
import { RANKERS } from '../offers/ranking-record.ts';
import { DurationMs, InstantText, NAME_PATTERN, Name, ThingId } from '../scalars.ts';
import { commonRoutes } from './common-routes.ts';
import { hqDecisionRoutes } from './decision-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { offerLogRoutes } from './offer-log-routes.ts';
import { offerRoutes } from './offer-routes.ts';
import { hqPrivacyRoutes } from './privacy-routes.ts';
import { route } from './route.ts';
import { ruleRoutes } from './rule-routes.ts';

export const IMPORT_KINDS = ['members', 'catalogue', 'rules', 'stock', 'orders'] as const;
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
  revision: Type.Optional(Type.Integer({ description: 'above 1: what came late changed the visit; absent while it is open' })),
  excluded: Type.Optional(Type.String({ description: 'why it counts for no footfall' })),
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
  trigger: Type.Enum(TRIGGERS),
  ranker: Type.Enum(RANKERS),
  fallback: Type.Optional(Type.Enum(FALLBACKS)),
  model: Type.String(),
  arm: Type.Enum(['treated', 'holdout']),
  audience: Type.Integer({ description: 'how many people the choice was for' }),
  chosen: Type.Optional(Name),
  explored: Type.Boolean(),
  propensity: Type.Number(),
  candidates: Type.Array(Candidate),
  refused: Type.Array(RefusedOffers),
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

const Share = Type.Number({ minimum: 0, maximum: 1 });

/** Who came in of those who could have: like set beside like, and the formula with it. */
export const CAPTURE_BASES = ['door-and-passing-devices', 'devices'] as const;

export const Capture = Type.Object({
  entries: Type.Number({ description: 'people by the doors, or devices heard outside and then inside' }),
  passersBy: Type.Number({ description: 'heard outside only; as people where the doors say how many devices a person stands for' }),
  per: Type.Enum(CAPTURE_BASES),
  share: Type.Optional(Type.Unsafe<number>({ ...Share, description: 'entries / (entries + passers-by); absent where both are 0' })),
  formula: Type.String({ description: 'to be printed beside the figure' }),
});
export type Capture = Type.Static<typeof Capture>;

export const VisitFigures = Type.Object({
  visits: Type.Integer({ description: 'that began in the period and count' }),
  open: Type.Integer({ description: 'of which not yet ended' }),
  bounces: Type.Integer(),
  bounceShare: Type.Optional(Share),
  engaged: Type.Integer({ description: 'visits with an engaged stay' }),
  excluded: Type.Integer({ description: 'too long for a customer: counted nowhere' }),
  medianDwellMs: Type.Optional(DurationMs),
  unknownShare: Type.Optional(
    Type.Unsafe<number>({ ...Share, description: 'share of the time of ended visits that no stay accounts for' }),
  ),
  revised: Type.Integer({ description: 'visits that what came late changed' }),
  members: Type.Integer({ description: 'distinct' }),
  repeat: Type.Integer({ description: 'of which with visits on two days or more of the 30 before the end of the period' }),
  groups: Type.Integer({ description: 'of two or more known visitors who walked together' }),
  inGroups: Type.Integer({ description: 'visits of groups' }),
  groupRule: Type.Object({
    apartMs: Type.Unsafe<number>({ ...DurationMs, description: 'the most that their beginnings, or their ends, lie apart' }),
    agreement: Type.Unsafe<number>({
      ...Share,
      description: '(together - by chance) / (known - by chance), asked of those that far apart, and in proportion less of those closer',
    }),
  }),
});
export type VisitFigures = Type.Static<typeof VisitFigures>;

export const DeviceFigures = Type.Object({
  entered: Type.Integer({
    description: 'anonymous devices heard outside and then inside; where no scanner stands outside, inside for the first time',
  }),
  randomizedShare: Type.Optional(
    Type.Unsafe<number>({ ...Share, description: 'of the devices in these figures, with addresses known to change' }),
  ),
  perPerson: Type.Optional(
    Type.Number({ minimum: 0, description: 'devices entered / people through the doors; absent without a door counter' }),
  ),
  excluded: Type.Array(Type.Object({ reason: Type.String(), devices: Type.Integer() })),
  lateShare: Type.Optional(Share),
  tooLate: Type.Integer({ description: 'sightings that came too late to count' }),
  scannersHeardShare: Type.Optional(Share),
});
export type DeviceFigures = Type.Static<typeof DeviceFigures>;

export const Queue = Type.Object({
  zone: Name,
  stays: Type.Integer(),
  medianMs: DurationMs,
  p90Ms: DurationMs,
});
export type Queue = Type.Static<typeof Queue>;

/** How visitors walk: from zone to zone, and by which ways; `out` before the first and after the last. */
export const Paths = Type.Object({
  definition: Type.String({ description: 'to be printed beside every figure' }),
  visits: Type.Integer({ description: 'ended visits with a zone visit at least' }),
  transitions: Type.Array(Type.Object({ from: Name, to: Name, count: Type.Integer(), share: Share })),
  paths: Type.Array(Type.Object({ zones: Type.Array(Name), visits: Type.Integer() })),
  smallestCell: Type.Integer({ description: 'fewer visits than this are not told' }),
  suppressedShare: Type.Unsafe<number>({ ...Share, description: 'of the transitions, in cells too small to be told' }),
});
export type Paths = Type.Static<typeof Paths>;

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
      occupancyMean: Type.Optional(Type.Number({ description: 'visits open, mean over the minutes, by the shop' })),
      devicesInside: Type.Optional(Type.Integer({ description: 'anonymous devices' })),
      passersBy: Type.Optional(Type.Integer({ description: 'anonymous devices heard outside only' })),
      provisional: Type.Boolean({ description: 'may still change by much: the shop has not told these 15 minutes to their end' }),
    }),
  ),
  parameters: Type.Optional(FootfallDefinition),
  grade: Type.Optional(Type.String({ description: 'what the zones were decided from' })),
  visits: VisitFigures,
  devices: DeviceFigures,
  capture: Type.Optional(Type.Unsafe<Static<typeof Capture>>({ ...Capture, description: 'absent where no scanner stands outside' })),
  queues: Type.Array(Queue),
  smallestCell: Type.Integer({ description: 'what stands for fewer visits than this is not told' }),
  conversion: Type.Object({
    receipts: Type.Integer({ description: 'those that are set in relation: of everybody, or of members' }),
    per: Type.Enum(CONVERSION_BASES),
    base: Type.Integer({ description: 'how many of them there were' }),
    share: Type.Optional(Type.Number({ minimum: 0, description: 'receipts / base; absent where the base is 0' })),
    formula: Type.String({ description: 'to be printed beside the figure' }),
  }),
  zones: Type.Array(
    Type.Object({
      zone: Name,
      stays: Type.Integer(),
      dwellMs: DurationMs,
      exposures: Type.Integer(),
      passThrough: Type.Integer({ description: 'stays too short to count as a visit of the zone' }),
      visits: Type.Integer({ description: 'stays that count, engaged ones too' }),
      engaged: Type.Integer(),
      medianDwellMs: Type.Optional(DurationMs),
      devices: Type.Integer({ description: 'anonymous devices, each once per 15 minutes' }),
      suppressed: Type.Boolean({ description: 'too few to be told: the figures are 0' }),
    }),
  ),
});
export type Footfall = Type.Static<typeof Footfall>;

export const RowError = Type.Object({
  row: Type.Integer({ description: '1 is the first row after the header' }),
  field: Type.String(),
  reason: Type.String(),
});
export type RowError = Type.Static<typeof RowError>;
export const ImportReply = Type.Object({
  imported: Type.Integer({ description: 'rows, or members once their rows are merged' }),
  rejected: Type.Array(RowError),
  noted: Type.Optional(Type.Integer({ description: 'rows that were merged or left out in part' })),
  notes: Type.Optional(Type.Array(RowError, { description: 'the first thousand of them' })),
});
export type ImportReply = Type.Static<typeof ImportReply>;

/** The most that one part of an import may hold: 8 MiB. */
export const IMPORT_PART_BYTES = 8_388_608;

export const ImportState = Type.Object({
  id: ThingId,
  state: Type.Enum(['open', 'reading', 'storing', 'done', 'failed']),
  rows: Type.Integer({ description: 'read so far' }),
  stored: Type.Integer({ description: 'members stored so far; they count when all of them are' }),
  reply: Type.Optional(ImportReply),
  failure: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
});
export type ImportState = Type.Static<typeof ImportState>;

export const PartReply = Type.Object({ rows: Type.Integer(), rejected: Type.Array(RowError) });
export type PartReply = Type.Static<typeof PartReply>;

const OneImport = Type.Object({ id: ThingId });

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
  ...hqPrivacyRoutes,
  ...modelRoutes,
  ...hqDecisionRoutes,
  ...ruleRoutes,
  ...offerLogRoutes,
  ...offerRoutes,
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
  paths: route({
    method: 'GET',
    path: '/api/shops/:shop/paths',
    access: 'session',
    summary: 'From which zone to which visitors walk, and by which ways.',
    params: ShopParams,
    query: Period,
    response: Paths,
  }),
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
    summary: 'Members, catalogue, rules, stock or orders, as CSV or JSON: all rows or none.',
    params: Type.Object({ kind: Type.Enum(IMPORT_KINDS) }),
    query: Type.Object({ shop: Type.Optional(Name) }, { description: 'for one shop; for all when absent (stock and orders need one)' }),
    body: { types: ['text/csv', 'application/json'], schema: Type.String({ maxLength: IMPORT_LIMIT_BYTES }) },
    response: ImportReply,
  }),
  beginImport: route({
    method: 'POST',
    path: '/api/imports',
    access: 'admin',
    summary:
      'Begins an import of members that comes in parts. Nothing is stored before it is committed; it ends after 15 minutes of silence.',
    query: Type.Object({ shop: Type.Optional(Name) }, { description: 'for one shop; for all when absent' }),
    response: ImportState,
    status: 201,
  }),
  addToImport: route({
    method: 'POST',
    path: '/api/imports/:id/parts/:part',
    access: 'admin',
    summary: 'The next part, numbered from 1: whole rows, in CSV under the header line, in JSON as a list.',
    params: Type.Object({ id: ThingId, part: Type.Integer({ minimum: 1 }) }),
    body: { types: ['text/csv', 'application/json'], schema: Type.String({ maxLength: IMPORT_PART_BYTES }) },
    response: PartReply,
  }),
  commitImport: route({
    method: 'POST',
    path: '/api/imports/:id/commit',
    access: 'admin',
    summary: 'Begins to store all parts, or none where a row was wrong; ask for the state until it is done or failed.',
    params: OneImport,
    response: ImportState,
    status: 202,
  }),
  importState: route({
    method: 'GET',
    path: '/api/imports/:id',
    access: 'admin',
    summary: 'How far an import is, and what came of it.',
    params: OneImport,
    response: ImportState,
  }),
  dropImport: route({
    method: 'DELETE',
    path: '/api/imports/:id',
    access: 'admin',
    summary: 'Ends an import and removes its parts; what was committed stays.',
    params: OneImport,
    response: ImportState,
  }),
} as const;
