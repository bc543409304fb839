import type { Footfall } from '../../contract/http/hq-routes.ts';
import { conversionWords, doorWords } from './words.ts';

/** Who came through the doors and how many of them bought, with how that is reckoned. */
export function Conversion({ footfall: { quarters, conversion } }: { footfall: Footfall }) {
  const share = conversionWords(conversion);
  if (share === undefined) return null;
  return (
    <p class="conversion">
      {doorWords(quarters)} <strong>{share}</strong> <span class="conversion__formula">{conversion.formula}</span>
    </p>
  );
}
