import { AislegateError } from '../../contract/errors.ts';
import type { ImportKind } from '../../contract/http/hq-routes.ts';
import { offerRoutes, type RankingReply } from '../../contract/http/offer-routes.ts';
import { type Api, ask } from '../api.ts';
import { importRows } from '../importing.ts';
import { demoOffers, demoStock } from './goods.ts';
import { demoMembers } from './people.ts';

/** Tells headquarters of the demo's members, offers and stock. Their dates are about now, so each start tells them again. */
export async function stageDemo(hq: Api, shop: string, nowMs: number): Promise<void> {
  await showAll(hq);
  await importAll(hq, 'members', shop, demoMembers(nowMs));
  await importAll(hq, 'catalogue', shop, demoOffers(nowMs));
  await importAll(hq, 'stock', shop, demoStock());
}

/** Of six members none can be spared for a comparison: whoever tries the product may wait for the one who is shown nothing. */
async function showAll(hq: Api): Promise<void> {
  const { ranking, changeRanking } = offerRoutes;
  if ((await ask<RankingReply>(hq, { method: ranking.method, path: ranking.path })).holdoutShare === 0) return;
  const body = { type: 'application/json', content: JSON.stringify({ holdoutShare: 0 }) };
  await ask(hq, { method: changeRanking.method, path: changeRanking.path, body });
}

/** A pickup order of a demo member: ready now, or collected. */
export function tellOrder(
  hq: Api,
  shop: string,
  order: { orderNumber: string; memberId: string; state: 'ready' | 'collected'; readyAt: string },
): Promise<void> {
  return importAll(hq, 'orders', shop, [order]);
}

async function importAll(hq: Api, kind: ImportKind, shop: string, rows: readonly object[]): Promise<void> {
  const reply = await importRows(hq, { kind, type: 'application/json', content: JSON.stringify(rows), shop });
  if (reply.rejected.length > 0) throw new AislegateError('CLI_REJECTED', { count: reply.rejected.length });
}
