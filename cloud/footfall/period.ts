import { AislegateError } from '../../contract/errors.ts';
import { instantMs, instantText } from '../../contract/instant.ts';

/** What a report is about: from (included) until to (not included), newest first, at most `limit` rows. */
export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 200;
export const QUARTER_MS = 15 * 60_000;
const DAY_MS = 96 * QUARTER_MS;
const LONGEST_DAYS = 31;

/** The three parameters `$2`, `$3` and `$4` of every report by period; a missing end is open. */
export function periodParameters({ from, to, limit = DEFAULT_LIMIT }: Period): readonly unknown[] {
  return [from === undefined ? '-infinity' : instantText(momentMs(from)), to === undefined ? 'infinity' : instantText(momentMs(to)), limit];
}

/** ms epoch of an end of a period; API_INVALID where its text names no moment, as the 31st of February does. */
export function momentMs(text: string): number {
  const ms = instantMs(text);
  if (ms === undefined) throw new AislegateError('API_INVALID', { detail: 'from and to must be moments that exist' });
  return ms;
}

/** The quarters that the period touches, in ms epoch. What has not begun yet has no footfall. */
export function quarterBounds({ from, to }: Period, nowMs: number): readonly [number, number] {
  const endOfNow = (Math.floor(nowMs / QUARTER_MS) + 1) * QUARTER_MS;
  const toMs = Math.min(endOfNow, Math.ceil((to === undefined ? endOfNow : momentMs(to)) / QUARTER_MS) * QUARTER_MS);
  const fromMs = Math.floor((from === undefined ? toMs - DAY_MS : momentMs(from)) / QUARTER_MS) * QUARTER_MS;
  if (toMs - fromMs > LONGEST_DAYS * DAY_MS) {
    throw new AislegateError('API_INVALID', { detail: `footfall and paths are told for at most ${LONGEST_DAYS} days at once` });
  }
  return [Math.min(fromMs, toMs), toMs];
}
