import type { ErasureReceipt } from '../../contract/privacy.ts';
import { recordIds } from '../distribution/record-ids.ts';
import { createEraser, type Eraser, type EraserParts } from './erasure.ts';
import { createExporter, type Exporter, type ExporterParts } from './export.ts';
import { receiptOf } from './receipt.ts';

export interface PrivacyParts extends Omit<EraserParts, 'ids'>, Omit<ExporterParts, 'ids' | 'keyRing' | 'shopDesk' | 'clock' | 'database'> {
  readonly shopDesk: EraserParts['shopDesk'] & ExporterParts['shopDesk'];
  /** 32 bytes in hex, from which the stable ids of members are made. */
  readonly recordSecret: string;
}

/** What members have a right to. */
export interface Privacy {
  readonly exporter: Exporter;
  readonly eraser: Eraser;
  /** Undefined where nobody of that number or id was erased. */
  receiptOf(asked: { readonly memberId: string } | { readonly erasureId: string }): Promise<ErasureReceipt | undefined>;
}

export function createPrivacy({ recordSecret, ...parts }: PrivacyParts): Privacy {
  const ids = recordIds(recordSecret);
  return {
    exporter: createExporter({ ...parts, ids }),
    eraser: createEraser({ ...parts, ids }),
    receiptOf: (asked) => {
      const by = 'memberId' in asked ? { lookup: ids.memberLookup(asked.memberId) } : asked;
      return receiptOf(parts.database, by, parts.clock.nowMs());
    },
  };
}
