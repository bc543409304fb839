import { AislegateError } from '../../contract/errors.ts';
import type { ImportKind } from '../../contract/http/hq-routes.ts';
import type { Api } from '../api.ts';
import { importRows } from '../importing.ts';
import { demoOffers, demoStock } from './goods.ts';
import { demoMembers } from './people.ts';

/** Tells headquarters of the demo's members, offers and stock. Their dates are about now, so each start tells them again. */
export async function stageDemo(hq: Api, shop: string, nowMs: number): Promise<void> {
  await importAll(hq, 'members', shop, demoMembers(nowMs));
  await importAll(hq, 'catalogue', shop, demoOffers(nowMs));
  await importAll(hq, 'stock', shop, demoStock());
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
