import { createHmac } from 'node:crypto';
import type { RankingRecord } from './ranking-record.ts';

/** 48 bits: a double holds them exactly. */
const DRAWN_HEX = 12;
const DRAWN_SPACE = 16 ** DRAWN_HEX;

/**
 * To which share of members this one belongs, decided before anything else is: the same in all shops and at headquarters, for as long as the salt
 * stays. A smaller share keeps those who remain in it.
 */
export function armOf(subject: string, record: Pick<RankingRecord, 'holdoutShare' | 'holdoutSalt'> | undefined): 'treated' | 'holdout' {
  if (!record) return 'treated';
  const drawn = createHmac('sha256', record.holdoutSalt).update(subject).digest('hex').slice(0, DRAWN_HEX);
  return Number.parseInt(drawn, 16) / DRAWN_SPACE < record.holdoutShare ? 'holdout' : 'treated';
}
