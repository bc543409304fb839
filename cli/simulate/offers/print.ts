import type { Interval } from '../../../models/offer-ranker/network/card.ts';
import type { Contender } from './contenders.ts';
import type { Standing } from './summary.ts';

export const CONTENDER_WORDS: Readonly<Record<Contender, string>> = {
  rules: 'rules only',
  'count-rule': 'count rule',
  frozen: 'frozen model',
  learning: 'learning model',
};

const HEADS = ['', 'reward', 'regret', 'redemptions', 'reward / frozen', 'second half / frozen'] as const;

/** A table in Markdown: means over the months, and 95 % intervals over seeds. */
export function standingLines(standings: readonly Standing[]): string[] {
  const rows = standings.map(({ contender, reward, regret, redemptions, overFrozen, secondHalfOverFrozen }) => [
    CONTENDER_WORDS[contender],
    told(reward, 0),
    told(regret, 0),
    told(redemptions, 0),
    told(overFrozen, 3),
    told(secondHalfOverFrozen, 3),
  ]);
  return [HEADS, HEADS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function told([low, mean, high]: Interval, digits: number): string {
  return `${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
