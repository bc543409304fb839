import type { Interval } from '../network/card.ts';
import { CONTENDERS, type Compared } from './compare.ts';
import type { Evaluation, FoldTold } from './evaluation.ts';
import { CONTENDER_WORDS, MEASURE_WORDS } from './words.ts';

const NAME_WIDTH = 18;
const CELL_WIDTH = 28;

/** An evaluation as people read it in a terminal. */
export function evaluationLines({ compared, folds, protocol }: Evaluation): string[] {
  const told = folds.flatMap((fold) => (folds.length === 1 ? [foldLine(fold)] : [foldLine(fold), foldFigures(fold)]));
  return [`${protocol}.`, ...told, ...tableLines(compared)];
}

function tableLines(compared: Compared): string[] {
  return [
    '',
    line(['', ...CONTENDERS.map((name) => CONTENDER_WORDS[name])]),
    ...MEASURE_WORDS.map(([measure, name, digits]) =>
      line([
        name,
        ...CONTENDERS.map((contender) => intervalText(compared.intervals[contender][measure], compared[contender][measure], digits)),
      ]),
    ),
    '',
    pairedLine(compared),
  ];
}

function line(cells: readonly string[]): string {
  return cells.map(cell).join('').trimEnd();
}

export function intervalText(interval: Interval | null, measured: number | null, digits: number): string {
  if (measured === null) return '-';
  return interval
    ? `${measured.toFixed(digits)} (${interval[0].toFixed(digits)} to ${interval[2].toFixed(digits)})`
    : measured.toFixed(digits);
}

export function pairedLine({ paired }: Compared): string {
  const interval = paired.ndcgAt5OverCountRule;
  if (!interval) return 'NDCG@5 over the count rule: cannot be told, nothing was redeemed.';
  const [low, mean, high] = interval.map(signed);
  const verdict = interval[0] > 0 ? 'the model is better' : interval[2] < 0 ? 'the count rule is better' : 'it may be chance';
  return `NDCG@5 over the count rule: ${mean} (${low} to ${high}): ${verdict}.`;
}

export function foldLine({ testFrom, testUntil, learned, slates, rows, redeemedSlates }: FoldTold): string {
  const until = testUntil === null ? 'the end' : testUntil.slice(0, 10);
  return `  ${testFrom.slice(0, 10)} to ${until}: ${rows} offers in ${slates} slates, ${redeemedSlates} with a redemption; learned from ${learned.redemptions} redemptions of ${learned.rows} offers`;
}

function foldFigures({ compared: { model, countRule, paired } }: FoldTold): string {
  const figure = (value: number | null): string => value?.toFixed(3) ?? '-';
  const [low, mean, high] = paired.ndcgAt5OverCountRule?.map(signed) ?? [];
  const over = mean === undefined ? '' : `, over it ${mean} (${low} to ${high})`;
  return `    AUC ${figure(model.auc)} (count rule ${figure(countRule.auc)}), NDCG@5 ${figure(model.ndcgAt5)} (${figure(countRule.ndcgAt5)}${over})`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}

function cell(text: string, column: number): string {
  return text.padEnd(column === 0 ? NAME_WIDTH : CELL_WIDTH);
}
