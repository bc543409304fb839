import { offerLogRoutes } from '../../../contract/http/offer-log-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import type { LogExport } from '../../offers/log-export.ts';
import type { AuditLog } from '../../ports/audit-log.ts';

/** What a chain learns from, page by page; that somebody asked is noted before the first page is given. */
export function registerOfferLog(register: Register, { offers, slates, receipts }: LogExport, audit: AuditLog): void {
  const note = async (by: string, what: string, place: string, after: string | undefined): Promise<void> => {
    if (after === undefined) await audit.append({ action: 'offer-log-exported', by, what, place });
  };
  register(offerLogRoutes.exportOffers, async ({ params: { shop } }) => ({ rows: await offers(shop) }));
  register(offerLogRoutes.exportSlates, async ({ params: { shop }, query, by }) => {
    await note(by, 'slates', shop, query.after);
    return slates(shop, query);
  });
  register(offerLogRoutes.exportReceipts, async ({ params: { shop }, query, by }) => {
    await note(by, 'receipts', shop, query.after);
    return receipts(shop, query);
  });
}
