import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Estimate } from '../../models/off-policy/clustered.ts';
import type { PolicyComparison } from '../../models/off-policy/compare.ts';
import type { Artefact } from '../../models/offer-ranker/network/artefact.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly data: string;
  readonly candidate: string;
  readonly against: string;
  readonly json?: boolean;
}

const COUNT_RULE = 'count-rule';

export function registerCompare(offers: Command): void {
  offers
    .command('compare')
    .description("what a model would have earned in a shop that explored, from the shop's own log, before it is rolled out")
    .requiredOption('--data <folder>', 'folder of the offer log, with propensities')
    .requiredOption('--candidate <model>', 'file of the model')
    .option('--against <model>', `file of another model, or ${COUNT_RULE}`, COUNT_RULE)
    .option('--json', 'for programs')
    .action(compareModels);
}

async function compareModels({ data, candidate, against, json }: Flags): Promise<void> {
  const { readOfferLog } = await import('../../models/offer-log/read.ts');
  const { choicesOf } = await import('../../models/offer-ranker/history/choices.ts');
  const { compare } = await import('../../models/off-policy/compare.ts');
  const { greedy } = await import('../../models/off-policy/log.ts');
  const model = await readModel(candidate);
  const other = against === COUNT_RULE ? undefined : await readModel(against);
  const log = await withBar('reading ', (onProgress) => readOfferLog(data, { onProgress }));
  const choices = await withBar('scoring ', async (onProgress) => choicesOf(log, model, other, onProgress));
  const compared = compare(
    choices,
    ({ expected }) => greedy(expected),
    ({ other: scores }) => greedy(scores),
  );
  if (json) return printJson(compared);
  const names = { candidate: model.card.version, against: other?.card.version ?? COUNT_RULE };
  for (const line of comparisonLines(compared, names)) printLine(line);
}

async function readModel(path: string): Promise<Artefact> {
  const { readArtefact } = await import('../../models/offer-ranker/network/artefact.ts');
  const { FEATURE_HASH } = await import('../../models/offer-ranker/features/table.ts');
  const bytes = await readFile(path).catch(() => {
    throw wrongUse(`${path} cannot be read.`);
  });
  // Nothing is rolled out here: whoever signed it, it is only asked what it would have shown.
  const read = readArtefact(bytes, { publicKeys: signedBy(bytes), featureHash: FEATURE_HASH });
  if (!read.ok) throw wrongUse(`${path} is no model that can be asked: ${read.detail}.`);
  return read.artefact;
}

function signedBy(bytes: Buffer): string[] {
  try {
    const { publicKey } = JSON.parse(bytes.toString('utf8')) as { readonly publicKey?: unknown };
    return typeof publicKey === 'string' ? [publicKey] : [];
  } catch {
    return [];
  }
}

const VERDICT_WORDS = {
  better: 'It would have earned more redemptions.',
  worse: 'It would have earned fewer redemptions.',
  undecided: 'The log cannot tell them apart.',
  refused: 'No verdict: the log cannot tell.',
} as const;

export function comparisonLines(compared: PolicyComparison, names: { readonly candidate: string; readonly against: string }): string[] {
  const { candidate, against, difference, verdict, refused } = compared;
  const row = (name: string, of: Record<'ips' | 'snips' | 'doublyRobust', Estimate>): string =>
    `${name.padEnd(28)}  ${[of.ips, of.snips, of.doublyRobust].map(percents).join('  ')}`;
  return [
    `Redemptions per 100 decisions, ${candidate.rows} decisions of ${candidate.members} members, 95 % intervals over members:`,
    `${''.padEnd(28)}  ${['inverse propensity', 'self-normalised', 'doubly robust'].map((name) => name.padEnd(24)).join('  ')}`.trimEnd(),
    row(names.candidate, candidate),
    row(names.against, against),
    row('difference', difference),
    `As much as ${Math.floor(candidate.effectiveSampleSize)} and ${Math.floor(against.effectiveSampleSize)} decisions would tell; largest weights ${candidate.largestWeight.toFixed(1)} and ${against.largestWeight.toFixed(1)}.`,
    VERDICT_WORDS[verdict],
    ...refused.map(({ words }) => `- ${words}`),
  ];
}

function percents({ value, low, high }: Estimate): string {
  const figure = (share: number): string => (share * 100).toFixed(2);
  return `${figure(value)} (${figure(low)} to ${figure(high)})`.padEnd(24);
}
