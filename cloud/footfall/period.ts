import { AislegateError } from '../../contract/errors.ts';
import { instantMs, instantText } from '../../contract/instant.ts';

/** What a report is about: from (included) until to (not included), newest first, at most `limit` rows. */
export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 200;

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
