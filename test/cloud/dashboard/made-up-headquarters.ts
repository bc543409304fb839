import { GROUP_RULE } from '../../../cloud/footfall/groups.ts';
import type {
  DecisionRow,
  ExposureRow,
  Footfall,
  Paths,
  PickupRow,
  ShopSummary,
  VisitRow,
  ZoneStayRow,
} from '../../../contract/http/hq-routes.ts';
import { FOOTFALL_DEFINITION } from '../../support/facts.ts';
import type { Api, ApiReply } from '../../support/page-server.ts';
import { OFFER_REPORTS } from './made-up-offers.ts';
import { BUDGETS, RULES } from './made-up-rules.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const ZONES = ['fashion', 'home-kitchen', 'food-hall', 'electronics'] as const;
const OFFERS = ['linen-2for1', 'coffee-20', 'headphones-15', 'strawberries'] as const;

const idOf = (kind: string, number: number): string => `${kind}${number.toString(16).padStart(5, '0')}`.padEnd(32, '0');

export interface MadeUpHeadquarters {
  readonly api: Api;
  shops: ShopSummary[];
  /** While set, every route answers with it. */
  failure: ApiReply | undefined;
  /** Of the busy shop. */
  footfall: Footfall;
  paths: Paths;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
}

/** Headquarters of two shops of which one had a busy morning up to `nowMs`, the other none. */
export function madeUpHeadquarters(nowMs: number): MadeUpHeadquarters {
  const at = (minutesAgo: number): string => new Date(nowMs - minutesAgo * MINUTE_MS).toISOString();
  const visits: VisitRow[] = Array.from({ length: 14 }, (_, index) => ({
    visitId: idOf('a', 4711 + index * 7919),
    openedAt: at(4 + index * 17),
    ...(index < 2 ? {} : { closedAt: at(index * 17 - 12), dwellMs: (9 + (index % 5) * 6) * MINUTE_MS }),
    ...(index === 3 ? { revision: 2 } : index === 5 ? { revision: 1, excluded: 'long-stay' } : {}),
    firstZone: ZONES[index % 4] ?? 'fashion',
    stays: index === 0 ? 0 : 3,
    exposures: index % 3,
  }));
  const zoneStays: ZoneStayRow[] = visits.slice(1).flatMap(({ visitId, openedAt }, index) =>
    [3.4, 1.2, 6.1].map((minutes, step) => ({
      stayId: idOf('b', index * 3 + step),
      visitId,
      zone: ZONES[(index + step) % 4] ?? 'fashion',
      enteredAt: new Date(Date.parse(openedAt) + step * 5 * MINUTE_MS).toISOString(),
      leftAt: new Date(Date.parse(openedAt) + (step * 5 + minutes) * MINUTE_MS).toISOString(),
      dwellMs: minutes * MINUTE_MS,
    })),
  );
  const decisions: DecisionRow[] = Array.from({ length: 12 }, (_, index) => {
    const chosen = index === 2 ? undefined : OFFERS[index % 4];
    const propensity = index === 2 ? 1 : 0.9333;
    const refused: DecisionRow['refused'] = chosen
      ? [{ reason: 'SHOWN_THIS_VISIT', offers: ['strawberries'].filter((offer) => offer !== chosen) }]
      : [
          { reason: 'OUT_OF_STOCK', offers: OFFERS.slice(0, 1) },
          { reason: 'RULE', rule: 'mornings-only', offers: OFFERS.slice(1) },
        ];
    const isRefused = (offer: string): boolean => refused.some(({ offers }) => offers.includes(offer));
    const candidates: DecisionRow['candidates'] = OFFERS.filter((offer) => !isRefused(offer)).map((offer, place) => {
      const score = offer === chosen ? 0.084 : 0.031 - place / 200;
      return { offer, score, value: score, propensity: offer === chosen ? propensity : 0.0333 };
    });
    return {
      decisionId: idOf('c', index),
      visitId: visits[index]?.visitId ?? '',
      zone: ZONES[index % 4] ?? 'fashion',
      decidedAt: at(3 + index * 9),
      trigger: 'zone',
      ranker: 'model',
      model: 'offer-ranker 2026-03-01 4f2a91c0',
      arm: index === 7 ? 'holdout' : 'treated',
      audience: index === 5 ? 3 : 1,
      ...(chosen ? { chosen } : {}),
      explored: index === 4,
      propensity,
      candidates,
      refused,
    };
  });
  const exposures: ExposureRow[] = decisions.flatMap(({ decisionId, visitId, zone, decidedAt, chosen }, index) =>
    chosen
      ? [
          {
            deliveryId: idOf('d', index),
            decisionId,
            visitId,
            offer: chosen,
            zone,
            screen: `${zone}-1`,
            shownAt: decidedAt,
            latencyMs: 310 + index * 20,
          },
        ]
      : [],
  );
  const pickups: PickupRow[] = [
    { alertId: idOf('e', 1), order: idOf('f', 90001), stage: 'alerted', at: at(1) },
    { alertId: idOf('e', 2), order: idOf('f', 81023), stage: 'acknowledged', at: at(48), waitMs: 42_000 },
    { alertId: idOf('e', 3), order: idOf('f', 70990), stage: 'acknowledged', at: at(95), waitMs: 71_000 },
    { alertId: idOf('e', 4), order: idOf('f', 60113), stage: 'expired', at: at(140) },
  ];
  const firstQuarter = Math.floor(nowMs / QUARTER_MS) - 31;
  const busy = busyFootfall(firstQuarter);
  const quiet = emptyFootfall(busy.quarters.map(({ from }) => from));

  const headquarters: MadeUpHeadquarters = {
    shops: [
      { shop: 'marktplatz', lastFactAt: new Date(nowMs - 12_000).toISOString(), visits: 412, present: 2, exposures: 207 },
      { shop: 'seestrasse', visits: 0, present: 0, exposures: 0 },
    ],
    failure: undefined,
    footfall: busy,
    paths: WALKED,
    asked: [],
    async api({ pathname, search }) {
      if (!pathname.startsWith('/api/')) return undefined;
      headquarters.asked.push(pathname + search);
      if (headquarters.failure) return headquarters.failure;
      if (pathname === '/api/shops') return { status: 200, body: { rows: headquarters.shops } };
      const offers = OFFER_REPORTS[pathname];
      if (offers) return { status: 200, body: offers };
      if (pathname === '/api/rules') return { status: 200, body: { rows: RULES, mayEdit: false } };
      if (pathname === '/api/budgets') return { status: 200, body: { rows: BUDGETS } };
      const [, , , shop, report] = pathname.split('/');
      const isBusy = shop === 'marktplatz';
      if (report === 'footfall') return { status: 200, body: isBusy ? headquarters.footfall : quiet };
      if (report === 'paths') return { status: 200, body: isBusy ? headquarters.paths : NOWHERE };
      const rows = { visits, 'zone-stays': zoneStays, exposures, decisions, pickups }[report ?? ''];
      return rows
        ? { status: 200, body: { rows: isBusy ? rows : [] } }
        : { status: 404, body: { code: 'API_NOT_FOUND', message: 'There is nothing here.' } };
    },
  };
  return headquarters;
}

const { timezone: _, ...shared } = FOOTFALL_DEFINITION;
const PARAMETERS = { ...shared, opensAt: '09:00', closesAt: '20:00' };
const DEFINITION = 'Visits of consented members, guests on Wi-Fi terms and staff; other people are not in these figures.';

function busyFootfall(firstQuarter: number): Footfall {
  return {
    definition: DEFINITION,
    grade: 'positions',
    parameters: PARAMETERS,
    quarters: Array.from({ length: 32 }, (_, index) => {
      const busyness = Math.sin((index / 31) * Math.PI) ** 2;
      return {
        from: new Date((firstQuarter + index) * QUARTER_MS).toISOString(),
        entries: Math.round(6 * busyness * (1 + ((index * 7) % 5) / 5)),
        occupancy: Math.round(11 * busyness * (1 + ((index * 7) % 5) / 6)) + (index > 28 ? 2 : 0),
        doorIn: index % 4 === 0 ? 25 : 24,
        doorOut: 24,
        receipts: 6,
        occupancyMean: Math.round(90 * busyness) / 10,
        devicesInside: Math.round(60 * busyness) + 4,
        passersBy: Math.round(90 * busyness) + 20,
        provisional: index > 29,
      };
    }),
    conversion: { receipts: 192, per: 'door-entries', base: 776, share: 192 / 776, formula: 'conversion = receipts / people in' },
    visits: {
      visits: 96,
      open: 2,
      bounces: 11,
      bounceShare: 11 / 94,
      engaged: 61,
      excluded: 3,
      medianDwellMs: 11 * MINUTE_MS,
      unknownShare: 0.08,
      revised: 4,
      members: 83,
      repeat: 29,
      groups: 7,
      inGroups: 15,
      groupRule: GROUP_RULE,
    },
    devices: {
      entered: 931,
      randomizedShare: 0.87,
      perPerson: 1.2,
      excluded: [
        { reason: 'listed-staff', devices: 5 },
        { reason: 'never-leaves', devices: 3 },
      ],
      lateShare: 0.07,
      tooLate: 0,
      scannersHeardShare: 0.98,
    },
    capture: {
      entries: 776,
      passersBy: 2310.4,
      per: 'door-and-passing-devices',
      share: 776 / (776 + 2310.4),
      formula: 'capture rate = entries / (entries + passers-by)',
    },
    smallestCell: 5,
    queues: [{ zone: 'tills', stays: 41, medianMs: 134_000, p90Ms: 312_000 }],
    zones: ZONES.map((zone, index) => ({
      zone,
      stays: 21 - index * 4,
      dwellMs: (96 - index * 19) * MINUTE_MS,
      exposures: 9 - index * 2,
      passThrough: 4,
      visits: 17 - index * 4,
      engaged: 9 - index * 2,
      medianDwellMs: (5 - index) * MINUTE_MS,
      devices: 310 - index * 40,
      suppressed: false,
    })).map((zone) =>
      zone.zone === 'electronics'
        ? { ...zone, suppressed: true, stays: 0, dwellMs: 0, exposures: 0, passThrough: 0, visits: 0, engaged: 0 }
        : zone,
    ),
  };
}

/** What headquarters answers of a shop that told nothing. */
export function emptyFootfall(quarters: readonly string[]): Footfall {
  return {
    definition: DEFINITION,
    quarters: quarters.map((from) => ({ from, entries: 0, occupancy: 0, doorIn: 0, doorOut: 0, receipts: 0, provisional: true })),
    visits: {
      visits: 0,
      open: 0,
      bounces: 0,
      engaged: 0,
      excluded: 0,
      revised: 0,
      members: 0,
      repeat: 0,
      groups: 0,
      inGroups: 0,
      groupRule: GROUP_RULE,
    },
    devices: { entered: 0, excluded: [], tooLate: 0 },
    smallestCell: 5,
    queues: [],
    conversion: { receipts: 0, per: 'member-visits', base: 0, formula: 'conversion = receipts of members / visits of members' },
    zones: [],
  };
}

const PATHS_DEFINITION = 'Zone visits of known visitors, in their order.';
const NOWHERE: Paths = { definition: PATHS_DEFINITION, visits: 0, transitions: [], paths: [], smallestCell: 10, suppressedShare: 0 };
const WALKED: Paths = {
  definition: PATHS_DEFINITION,
  visits: 94,
  transitions: [
    { from: 'out', to: 'fashion', count: 58, share: 0.62 },
    { from: 'out', to: 'food-hall', count: 36, share: 0.38 },
    { from: 'fashion', to: 'home-kitchen', count: 31, share: 0.48 },
    { from: 'fashion', to: 'tills', count: 12, share: 0.19 },
    { from: 'fashion', to: 'out', count: 21, share: 0.33 },
    { from: 'home-kitchen', to: 'tills', count: 18, share: 0.44 },
    { from: 'home-kitchen', to: 'out', count: 23, share: 0.56 },
    { from: 'food-hall', to: 'tills', count: 30, share: 0.71 },
    { from: 'food-hall', to: 'out', count: 12, share: 0.29 },
    { from: 'tills', to: 'out', count: 60, share: 1 },
  ],
  paths: [
    { zones: ['food-hall', 'tills'], visits: 27 },
    { zones: ['fashion', 'home-kitchen', 'tills'], visits: 14 },
    { zones: ['fashion'], visits: 12 },
  ],
  smallestCell: 10,
  suppressedShare: 0.06,
};
