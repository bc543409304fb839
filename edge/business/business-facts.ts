import type { BusinessEvent, CardTap, DoorCount, Receipt } from '../../contract/business-event.ts';
import type { ReceiptData } from '../../contract/facts/business-facts.ts';
import type { FactDraft } from '../../contract/facts/fact.ts';
import { instantText } from '../../contract/instant.ts';

/** An event without the identifier it came with: what of it may be written down. */
export type Told<E extends BusinessEvent> = Omit<E, 'card'>;

export function tapFact(tapId: string, { reader, t }: Told<CardTap>, zone: string | undefined, subject: string | undefined): FactDraft {
  const where = zone === undefined ? { reader } : { reader, zone };
  return { kind: 'tap', t, data: { tapId, ...where, at: instantText(t), ...(subject === undefined ? {} : { subject }) } };
}

/** Whose receipt it is, and what was bought, sealed under the key of that member. */
export interface Buyer {
  readonly subject: string;
  /** In which visit; undefined where the member was not heard. */
  readonly visitId: string | undefined;
  readonly sealed: string;
}

export function receiptFact(receiptId: string, { till, t, total, currency, lines }: Told<Receipt>, buyer: Buyer | undefined): FactDraft {
  const sum = currency === undefined ? { total } : { total, currency };
  return { kind: 'receipt', t, data: { receiptId, till, at: instantText(t), ...sum, ...(buyer ? ofBuyer(buyer) : { lines: [...lines] }) } };
}

function ofBuyer({ subject, visitId, sealed }: Buyer): Pick<ReceiptData, 'subject' | 'visitId' | 'sealed'> {
  return { subject, ...(visitId === undefined ? {} : { visitId }), sealed };
}

export function countFact(countId: string, { door, t, in: entered, out }: DoorCount): FactDraft {
  return { kind: 'count', t, data: { countId, door, at: instantText(t), in: entered, out } };
}
