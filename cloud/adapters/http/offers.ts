import { offerRoutes, type RankingReply, type Uplift } from '../../../contract/http/offer-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { RankingDesk, RankingNow } from '../../distribution/ranking-desk.ts';
import type { SmallestCells } from '../../footfall/smallest-cells.ts';
import { offerResults, rankerChanges } from '../../offers/results.ts';
import { uplift } from '../../offers/uplift.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Query } from '../../ports/database.ts';

/** All members are looked at for it: a dashboard that asks every few seconds is told the same for a while. */
const KNOWN_FOR_MS = 600_000;
const MOST_KNOWN = 50;

export interface OffersOptions {
  readonly register: Register;
  readonly audit: AuditLog;
  readonly database: Query;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ranking: RankingDesk;
  readonly smallestCells: SmallestCells;
}

/** What offers bring, and what decides who is shown which: figures of many, never of one. */
export function registerOffers({ register, audit, database, clock, ranking, smallestCells }: OffersOptions): void {
  const known = new Map<string, { readonly told: Promise<Uplift>; readonly at: number }>();
  register(offerRoutes.uplift, async ({ query }) => {
    const now = clock.nowMs();
    const drawn = await ranking.now();
    const key = JSON.stringify([query.from, query.to, query.shop, drawn.drawnSince]);
    const before = known.get(key);
    if (before && now - before.at < KNOWN_FOR_MS) return before.told;
    const told = uplift(database, drawn, query, now);
    // A caller cannot fill the memory with periods that he makes up.
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, { told, at: now });
    told.catch(() => known.delete(key));
    return told;
  });
  register(offerRoutes.offerResults, async ({ query }) => {
    const smallestCell = smallestCells.figures;
    return { rows: await offerResults(database, query, smallestCell), smallestCell };
  });
  register(offerRoutes.rankerChanges, async ({ query }) => ({ rows: await rankerChanges(database, query) }));
  register(offerRoutes.ranking, async () => told(await ranking.now()));
  register(offerRoutes.changeRanking, async ({ body, by }) => {
    await audit.append({ action: 'ranking-changed', by });
    return told(await ranking.change(body, by));
  });
  register(offerRoutes.renewHoldout, async ({ by }) => {
    await audit.append({ action: 'holdout-renewed', by });
    return told(await ranking.renew(by));
  });
}

/** Without the salt: who knows it can tell who is held out. */
function told({ record: { serve, switchedOn, evidence, holdoutShare }, drawnSince }: RankingNow): RankingReply {
  return {
    serve,
    ...(switchedOn !== undefined && { switchedOn }),
    ...(evidence && { evidence }),
    holdoutShare,
    drawnSince: drawnSince.toISOString(),
  };
}
