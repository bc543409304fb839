import type { Command } from 'commander';
import { registerImport } from '../offers/import.ts';
import { registerPublish } from '../offers/publish.ts';

export function register(program: Command): void {
  const offers = program.command('offers').description('the log of offers and the ranker that learns from it');
  registerImport(offers);
  registerPublish(offers);
}
