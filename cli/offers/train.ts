import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { printJson, printLine, wholeNumber } from '../command.ts';
import { dayOrTime } from './dates.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly data: string;
  readonly out: string;
  readonly until?: number;
  readonly seed: number;
  readonly key: string;
  readonly about?: string;
  readonly validate: boolean;
  readonly json?: boolean;
}

const DEFAULT_SEED = 1;
const LARGEST_SEED = 2 ** 32 - 1;

export function registerTrain(offers: Command): void {
  offers
    .command('train')
    .description('a model from a log of offers, signed, with a card that says how well its like ranked later slates of that log')
    .requiredOption('--data <folder>', 'folder of the offer log')
    .requiredOption('--out <file>', 'where the model is to be')
    .option('--until <date>', 'learn from what was before (default: from everything)', dayOrTime)
    .option('--seed <number>', 'of everything random in training', wholeNumber(0, LARGEST_SEED), DEFAULT_SEED)
    .option('--key <file>', 'Ed25519 private key to sign with (PEM); made where there is none', 'offer-model.key')
    .option('--about <words>', 'what the log is, for the card')
    .option('--no-validate', 'do not measure it, which takes three more trainings; the card then has no figures')
    .option('--json', 'for programs: the card')
    .action(train);
}

async function train({ data, out, until, seed, key, about, validate, json }: Flags): Promise<void> {
  const { assertWritable } = await import('../files.ts');
  const { readOfferLog } = await import('../../models/offer-log/read.ts');
  const { withoutFuture } = await import('../../models/offer-ranker/history/leaks.ts');
  const { slateTable } = await import('../../models/offer-ranker/training/slate-table.ts');
  const { trainModel } = await import('../../models/offer-ranker/training/model.ts');
  const { evaluateTable } = await import('../../models/offer-ranker/evaluation/evaluation.ts');
  const { validationOf } = await import('../../models/offer-ranker/evaluation/validation.ts');
  const { sealArtefact } = await import('../../models/offer-ranker/network/seal.ts');
  const { signingKey } = await import('./signing-key.ts');
  await assertWritable(out);
  const privateKey = await signingKey(key);
  const whole = await withBar('reading   ', (onProgress) => readOfferLog(data, { onProgress }));
  const log = until === undefined ? whole : withoutFuture(whole, until);
  const table = await withBar('features  ', async (onProgress) => slateTable(log, onProgress));
  const trained = await withBar('training  ', (onStep) => trainModel(log, table, { folder: data, seed, until, about, onStep }));
  const { fingerprint } = log;
  const evaluation = validate
    ? await withBar('validation', (onProgress) => evaluateTable(table, { folder: data, fingerprint, seed, dates: undefined, onProgress }))
    : undefined;
  const card = { ...trained.card, ...(evaluation ? { validation: validationOf(evaluation) } : {}) };
  const bytes = sealArtefact(card, trained.network, privateKey);
  await writeFile(out, bytes);
  if (json) return printJson({ out, bytes: bytes.length, card });
  printLine(`${out}: ${bytes.length} bytes, learned from ${card.redemptions} redemptions of ${card.rows} offers in ${card.slates} slates.`);
  if (!evaluation) return;
  const { evaluationLines } = await import('../../models/offer-ranker/evaluation/lines.ts');
  for (const line of evaluationLines(evaluation)) printLine(line);
}
