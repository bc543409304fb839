import { AislegateError } from '../../../contract/errors.ts';
import { hqRoutes } from '../../../contract/http/hq-routes.ts';
import type { Register } from '../../../platform/http/routes.ts';
import { signReceipt } from '../../../platform/receipt-signature.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Privacy } from '../../privacy/privacy.ts';

export interface PrivacyOptions extends Pick<Privacy, 'exporter' | 'receiptOf'> {
  readonly eraser: Pick<Privacy['eraser'], 'erase'>;
  readonly register: Register;
  readonly audit: AuditLog;
  /** Ed25519 key of the receipts, hex. */
  readonly receiptKey: string;
}

/** Export and erasure for whoever asked for it; what cannot be accounted for is not done. */
export function registerPrivacy({ register, audit, exporter, eraser, receiptOf, receiptKey }: PrivacyOptions): void {
  register(hqRoutes.exportMember, async ({ body: { memberId }, by }) => {
    const told = await exporter(memberId);
    await audit.append({ action: 'member-exported', by, subject: told.subject });
    return told;
  });
  register(hqRoutes.eraseMember, async ({ body: { memberId }, by }) => {
    await audit.append({ action: 'erasure-asked', by });
    const receipt = await eraser.erase({ memberId, by });
    await audit.append({ action: 'member-erased', by, subject: receipt.subject, thing: receipt.erasureId });
    return signReceipt(receipt, receiptKey);
  });
  register(hqRoutes.erasureReceipt, async ({ body, by }) => {
    const receipt = await receiptOf(body);
    if (!receipt) throw new AislegateError('PRV_NO_ERASURE');
    await audit.append({ action: 'receipt-issued', by, subject: receipt.subject, thing: receipt.erasureId });
    return signReceipt(receipt, receiptKey);
  });
}
