import { createHmac } from 'node:crypto';

export interface RecordIds {
  /** What finds a member again in the database. */
  memberLookup(memberId: string): string;
  /** What an order is called outside headquarters. */
  orderId(shop: string, orderNumber: string): string;
}

/**
 * Ids that are the same at every import but tell nothing without the secret: numbers of cards and orders are short, and a plain hash of
 * them could be tried out.
 */
export function recordIds(recordSecret: string): RecordIds {
  const secret = Buffer.from(recordSecret, 'hex');
  const keyed = (text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  return {
    memberLookup: (memberId) => keyed(`member/${memberId}`),
    orderId: (shop, orderNumber) => keyed(`order/${shop}/${orderNumber}`).slice(0, 32),
  };
}
