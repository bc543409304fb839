import { instantText } from '../../contract/instant.ts';
import type { Holdings } from '../../contract/privacy.ts';
import type { ErasureRecord } from '../../contract/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Eraser } from './eraser.ts';
import type { Exporter } from './exporter.ts';

/** What members have a right to, of what this shop holds. */
export interface ShopPrivacy {
  /** Whose number, identifier or subject it is; undefined where nobody of it is known here. */
  subjectOf(member: string): string | undefined;
  holdingsOf(subject: string): Holdings;
  /** Erases here at once; headquarters hears of it and erases everywhere else. Rejects where the disk refuses: then it is done as soon as it can be. */
  erase(subject: string): Promise<ErasureRecord>;
}

export function createShopPrivacy(parts: {
  readonly subjectOf: ShopPrivacy['subjectOf'];
  readonly eraser: Pick<Eraser, 'take' | 'work'>;
  readonly exporter: Pick<Exporter, 'holdingsOf'>;
  readonly random: Pick<Random, 'id'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}): ShopPrivacy {
  const { subjectOf, eraser, exporter, random, clock } = parts;
  return {
    subjectOf,
    holdingsOf: exporter.holdingsOf,
    async erase(subject) {
      const record = { erasureId: random.id(), subject, requestedAt: instantText(clock.nowMs()) };
      eraser.take(record);
      await eraser.work();
      return record;
    },
  };
}
