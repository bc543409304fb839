import type {
  DecisionRow,
  ExposureRow,
  Footfall,
  PickupRow,
  ShopSummary,
  VisitRow,
  ZoneStayRow,
} from '../../../contract/http/hq-routes.ts';
import type { Api, ApiReply } from '../../support/page-server.ts';

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
    const candidates: DecisionRow['candidates'] = OFFERS.map((offer, place) => {
      if (index === 2) return { offer, refused: place === 0 ? ['OUT_OF_STOCK' as const] : ['OTHER_ZONE' as const, 'NO_SCREEN' as const] };
      return offer === chosen
        ? { offer, score: 0.084, refused: [] }
        : place === 3
          ? { offer, refused: ['SHOWN_THIS_VISIT' as const] }
          : { offer, score: 0.031 - place / 200, refused: [] };
    });
    return {
      decisionId: idOf('c', index),
      visitId: visits[index]?.visitId ?? '',
      zone: ZONES[index % 4] ?? 'fashion',
      decidedAt: at(3 + index * 9),
      model: 'offer-ranker 2026-03-01 4f2a91c0',
      ...(chosen ? { chosen } : {}),
      explored: index === 4,
      propensity: index === 2 ? 1 : 0.9333,
      candidates,
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
  const busy: Footfall = {
    definition: 'Visits of consented members, guests on Wi-Fi terms and staff; other people are not in these figures.',
    quarters: Array.from({ length: 32 }, (_, index) => ({
      from: new Date((firstQuarter + index) * QUARTER_MS).toISOString(),
      entries: Math.round(6 * Math.sin((index / 31) * Math.PI) ** 2 * (1 + ((index * 7) % 5) / 5)),
      occupancy: Math.round(11 * Math.sin((index / 31) * Math.PI) ** 2 * (1 + ((index * 7) % 5) / 6)) + (index > 28 ? 2 : 0),
      doorIn: index % 4 === 0 ? 25 : 24,
      doorOut: 24,
      receipts: 6,
    })),
    conversion: { receipts: 192, per: 'door-entries', base: 776, share: 192 / 776, formula: 'conversion = receipts / people in' },
    zones: ZONES.map((zone, index) => ({ zone, stays: 21 - index * 4, dwellMs: (96 - index * 19) * MINUTE_MS, exposures: 9 - index * 2 })),
  };
  const quiet: Footfall = {
    definition: busy.definition,
    quarters: busy.quarters.map(({ from }) => ({ from, entries: 0, occupancy: 0, doorIn: 0, doorOut: 0, receipts: 0 })),
    conversion: { receipts: 0, per: 'member-visits', base: 0, formula: busy.conversion.formula },
    zones: [],
  };

  const headquarters: MadeUpHeadquarters = {
    shops: [
      { shop: 'marktplatz', lastFactAt: new Date(nowMs - 12_000).toISOString(), visits: 412, present: 2, exposures: 207 },
      { shop: 'seestrasse', visits: 0, present: 0, exposures: 0 },
    ],
    failure: undefined,
    asked: [],
    async api({ pathname, search }) {
      if (!pathname.startsWith('/api/')) return undefined;
      headquarters.asked.push(pathname + search);
      if (headquarters.failure) return headquarters.failure;
      if (pathname === '/api/shops') return { status: 200, body: { rows: headquarters.shops } };
      const [, , , shop, report] = pathname.split('/');
      const isBusy = shop === 'marktplatz';
      if (report === 'footfall') return { status: 200, body: isBusy ? busy : quiet };
      const rows = { visits, 'zone-stays': zoneStays, exposures, decisions, pickups }[report ?? ''];
      return rows
        ? { status: 200, body: { rows: isBusy ? rows : [] } }
        : { status: 404, body: { code: 'API_NOT_FOUND', message: 'There is nothing here.' } };
    },
  };
  return headquarters;
}
