import type { Command } from 'commander';
import { registerCompare } from '../offers/compare.ts';
import { registerEvaluate } from '../offers/evaluate.ts';
import { registerExplain } from '../offers/explain.ts';
import { registerExport } from '../offers/export.ts';
import { registerImport } from '../offers/import.ts';
import { registerPublish } from '../offers/publish.ts';
import { registerRollback } from '../offers/rollback.ts';
import { registerServe } from '../offers/serve.ts';
import { registerTrain } from '../offers/train.ts';

export function register(program: Command): void {
  const offers = program.command('offers').description('the log of offers and the ranker that learns from it');
  registerImport(offers);
  registerExport(offers);
  registerServe(offers);
  registerTrain(offers);
  registerEvaluate(offers);
  registerCompare(offers);
  registerPublish(offers);
  registerExplain(offers);
  registerRollback(offers);
}
