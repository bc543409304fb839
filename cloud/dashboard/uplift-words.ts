import type { RankingReply, Uplift, UpliftMetric, UpliftRow } from '../../contract/http/offer-routes.ts';
import { counted, shareWords } from './words.ts';

const DAY_MS = 86_400_000;

const METRIC_WORDS: Record<UpliftMetric['metric'], { readonly label: string; readonly unit: string }> = {
  spend: { label: 'Spend', unit: 'per member and week' },
  visits: { label: 'Visits', unit: 'per member and week' },
  conversion: { label: 'Members who bought', unit: 'share' },
};

export const metricLabel = (metric: UpliftMetric['metric']): string => METRIC_WORDS[metric].label;
export const metricUnit = (metric: UpliftMetric['metric']): string => METRIC_WORDS[metric].unit;

/** The figure to go by: with what members did before taken off, where that is known. */
export const bestOf = (metric: UpliftMetric) => metric.adjusted ?? metric;

export function amountWords(metric: UpliftMetric['metric'], value: number): string {
  if (metric === 'conversion') return `${(value * 100).toFixed(1)} %`;
  return value.toFixed(metric === 'spend' ? 2 : 3);
}

export function signedWords(metric: UpliftMetric['metric'], value: number): string {
  // Of two shares the difference is told in points: 2 % of 40 % would be less than one.
  const words = amountWords(metric, Math.abs(value)).replace(' %', ' points');
  return /^[0.]+(?: points)?$/u.test(words) ? words : `${value < 0 ? '−' : '+'}${words}`;
}

/** What can be said in one sentence, and no more than that. */
export function readingOf(
  row: UpliftRow | undefined,
  { smallestArm, holdoutShare }: Pick<Uplift, 'smallestArm' | 'holdoutShare'>,
): { readonly title: string; readonly text: string } {
  if (holdoutShare === 0) {
    return {
      title: 'This is not being measured',
      text: 'All members are shown offers, so there is nobody to compare them with. To keep one in ten without: aislegate offers serve --holdout 0.1.',
    };
  }
  if (!row || row.suppressed) {
    return {
      title: 'Nobody can tell yet',
      text: `Each side needs ${counted(smallestArm, 'member')} at least. Until then nothing is shown, rather than something that is only chance.`,
    };
  }
  if (row.ratio.isBroken) {
    return {
      title: 'Do not read these figures',
      text:
        `The holdout should be ${shareWords(row.ratio.expected)} of the members and is ${(row.ratio.actual * 100).toFixed(1)} %: ` +
        'members are missing from one side, and the difference may be theirs. Find out why first.',
    };
  }
  const spend = row.metrics.find(({ metric }) => metric === 'spend');
  const { difference, low, high, smallestDetectable } = spend ? bestOf(spend) : { difference: 0, low: 0, high: 0, smallestDetectable: 0 };
  const interval = `between ${signedWords('spend', low)} and ${signedWords('spend', high)}`;
  if (spend?.reading === 'more') {
    return {
      title: 'Yes, as far as spend goes',
      text: `Members who may be shown offers spend ${amountWords('spend', difference)} more per week, ${interval} at 95 %. What the offers cost is not taken off.`,
    };
  }
  if (spend?.reading === 'less') {
    return { title: 'No', text: `Members who may be shown offers spend less per week: ${interval} at 95 %.` };
  }
  return {
    title: 'It cannot be told apart from chance',
    text:
      `The difference in spend lies ${interval} per member and week. Only one of ${amountWords('spend', smallestDetectable)} or more would most ` +
      'likely have been found: this is no proof that offers do nothing.',
  };
}

export function holdoutWords({ holdoutShare, drawnSince }: Pick<RankingReply, 'holdoutShare' | 'drawnSince'>): string {
  if (holdoutShare === 0) return 'All members are shown offers.';
  return `${shareWords(holdoutShare)} of the members are shown none, drawn on ${drawnSince.slice(0, 10)}.`;
}

/** How the comparison is made, to be printed below it. */
export function upliftDefinition({ from, to, holdoutShare }: Uplift): string {
  const days = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS));
  return (
    `${shareWords(holdoutShare)} of the members, drawn by a keyed hash and not by what they do, are shown no offers. All who were drawn are compared, ` +
    `whether an offer reached them or not, over ${counted(days, 'day')}. Intervals are of 95 %; where it helps, what the same members did in the eight ` +
    'weeks before is taken off. What was redeemed is no measure: many would have bought it anyway.'
  );
}

/** Where an interval stands on a scale that is as wide to the left of 0 as to the right: shares of its width. */
export function placed({ low, high, difference }: { low: number; high: number; difference: number }, reach: number) {
  const share = (value: number): number => Math.min(1, Math.max(0, 0.5 + value / (2 * reach || 1)));
  return { low: share(low), high: share(high), difference: share(difference) };
}

/** So that all of the intervals, and the smallest effects that could be found, are on the scale. */
export function reachOf(metric: UpliftMetric): number {
  const { low, high, smallestDetectable } = bestOf(metric);
  return 1.15 * Math.max(Math.abs(low), Math.abs(high), smallestDetectable);
}
