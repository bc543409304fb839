import type { Command } from 'commander';
import { CONTENDERS, type Compared } from '../../models/offer-ranker/evaluation/compare.ts';
import type { Evaluation } from '../../models/offer-ranker/evaluation/evaluation.ts';
import { printJson, printLine, wholeNumber, wrongUse } from '../command.ts';
import { dayOrTime } from './dates.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly data: string;
  readonly trainUntil?: number;
  readonly testFrom?: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly html?: string;
}

const DEFAULT_SEED = 1;
const LARGEST_SEED = 2 ** 32 - 1;

export function registerEvaluate(offers: Command): void {
  offers
    .command('evaluate')
    .description('how well a ranker trained on a log of offers ranks later slates of it, beside the rules that learn nothing')
    .requiredOption('--data <folder>', 'folder of the offer log')
    .option('--train-until <date>', 'learn from what was before (default: --test-from)', dayOrTime)
    .option('--test-from <date>', 'rank the slates shown from then on (default: --train-until)', dayOrTime)
    .option('--seed <number>', 'of everything random in training', wholeNumber(0, LARGEST_SEED), DEFAULT_SEED)
    .option('--json', 'for programs')
    .option('--html <file>', 'write a report with plots')
    .addHelpText('after', '\nWithout dates, the latest slates are ranked in three folds, each by what is trained on all before it.')
    .action(evaluate);
}

async function evaluate({ data, trainUntil, testFrom, seed, json, html }: Flags): Promise<void> {
  const [until, from] = [trainUntil ?? testFrom, testFrom ?? trainUntil];
  if (until !== undefined && from !== undefined && from < until) {
    throw wrongUse('--test-from is before --train-until: it would be tested on what it was trained on.');
  }
  const { readOfferLog } = await import('../../models/offer-log/read.ts');
  const { slateTable } = await import('../../models/offer-ranker/training/slate-table.ts');
  const { evaluateTable } = await import('../../models/offer-ranker/evaluation/evaluation.ts');
  const log = await withBar('reading   ', (onProgress) => readOfferLog(data, { onProgress }));
  const table = await withBar('features  ', async (onProgress) => slateTable(log, onProgress));
  const dates = until !== undefined && from !== undefined ? { trainUntil: until, testFrom: from } : undefined;
  const evaluation = await withBar('training  ', (onProgress) =>
    evaluateTable(table, { seed, dates, onProgress, folder: data, fingerprint: log.fingerprint }),
  );
  if (html !== undefined) {
    const { writeText } = await import('../files.ts');
    const { reportPage } = await import('../../models/offer-ranker/evaluation/report.ts');
    await writeText(html, reportPage(evaluation));
  }
  if (json) return printJson(toJson(evaluation));
  const { evaluationLines } = await import('../../models/offer-ranker/evaluation/lines.ts');
  for (const line of evaluationLines(evaluation)) printLine(line);
  if (html !== undefined) printLine(`Report: ${html}`);
}

/** DESIGN §7, and beside each measure where it would lie with other members of the same kind; the same again for every fold. */
function toJson({ compared, folds, protocol, seed, fingerprint }: Evaluation): unknown {
  const told = folds.map(({ compared: ofFold, ...fold }) => ({ ...fold, ...figuresOf(ofFold) }));
  return { ...figuresOf(compared), protocol, seed, fingerprint, folds: told };
}

function figuresOf({ intervals, paired, ...measures }: Compared): object {
  const contenders = CONTENDERS.map((name) => [name, { ...measures[name], intervals: intervals[name] }]);
  return { ...Object.fromEntries(contenders), paired };
}
