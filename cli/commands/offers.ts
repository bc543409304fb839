import type { Command } from 'commander';
import { registerImport } from '../offers/import.ts';

export function register(program: Command): void {
  const offers = program.command('offers').description('the log of offers and the ranker that learns from it');
  registerImport(offers);
}
