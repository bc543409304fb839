import type { Holdings } from '../../contract/privacy.ts';
import type { ErasureRecord } from '../../contract/records.ts';

/** Word to a shop that is connected now. */
export interface ShopDesk {
  /** At most once: the bucket `erasures` brings it in any case. */
  erase(shop: string, record: ErasureRecord): void;
  /** What the shop holds of a subject, opened with the subject's key; undefined where it did not answer in time. */
  holdings(shop: string, subject: string, key: Uint8Array): Promise<Holdings | undefined>;
}
