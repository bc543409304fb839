import { CONDITION_WORDS } from '../../devices/simulator/conditions.ts';
import type { ScoreCard } from './card.ts';
import type { Interval } from './interval.ts';
import { MEASURE_WORDS, MEASURES, type Measure } from './measures.ts';

const DIGITS = 3;

/** A card as people read it: a line per measure, mean and interval. */
export function cardLines({ condition, seeds, measures, changes }: ScoreCard): string[] {
  const figure = (name: Measure): string => shown(measures[name]).padEnd(28) + (changes ? `by it ${shown(changes[name])}`.padEnd(36) : '');
  const lines = MEASURES.map((name) => `  ${name.padEnd(20)}${figure(name)}${MEASURE_WORDS[name]}`);
  return [`${CONDITION_WORDS[condition]} (${seeds === 1 ? '1 day' : `${seeds} days`})`, ...lines];
}

/** All cards as one Markdown table, a row per measure: what is told with nothing wrong, and what each condition adds to that. */
export function cardTable(cards: readonly ScoreCard[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['measure', ...cards.map(({ condition, changes }) => `${changes ? 'added by: ' : ''}${CONDITION_WORDS[condition]}`)]),
    row(['---', ...cards.map(() => '---')]),
    ...MEASURES.map((name) => row([name, ...cards.map(({ measures, changes }) => shown((changes ?? measures)[name]))])),
  ];
}

function shown(of: Interval | undefined): string {
  if (!of) return '-';
  const text = of.mean.toFixed(DIGITS);
  return of.low === undefined || of.high === undefined ? text : `${text} (${of.low.toFixed(DIGITS)} to ${of.high.toFixed(DIGITS)})`;
}
