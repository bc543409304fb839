import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { instantMs, instantText } from '../../contract/instant.ts';
import type { Estimate } from '../../models/off-policy/clustered.ts';
import type { PolicyComparison } from '../../models/off-policy/compare.ts';
import type { Artefact } from '../../models/offer-ranker/network/artefact.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { dayOrTime } from './dates.ts';
import { withBar } from './with-bar.ts';

interface Flags {
  readonly data: string;
  readonly candidate: string;
  readonly against: string;
  readonly from?: number;
  readonly json?: boolean;
}

const COUNT_RULE = 'count-rule';
/** The shop as it was when it gathered the log. */
const SERVED = 'served';

export function registerCompare(offers: Command): void {
  offers
    .command('compare')
    .description("what a model would have earned in a shop that explored, from the shop's own log, before it is rolled out")
    .requiredOption('--data <folder>', 'folder of the offer log, with propensities')
    .requiredOption('--candidate <model>', 'file of the model')
    .option('--against <model>', `file of another model, ${COUNT_RULE}, or ${SERVED}: what the shop really showed`, COUNT_RULE)
    .option('--from <time>', 'only decisions from then on (default: those that no model has learned from)', dayOrTime)
    .option('--json', 'for programs')
    .action(compareModels);
}

async function compareModels({ data, candidate, against, from, json }: Flags): Promise<void> {
  const { readOfferLog } = await import('../../models/offer-log/read.ts');
  const { choicesOf } = await import('../../models/offer-ranker/history/choices.ts');
  const { compare } = await import('../../models/off-policy/compare.ts');
  const { asLogged, greedyAmongTried, triedShare } = await import('../../models/off-policy/log.ts');
  const model = await readModel(candidate);
  const other = against === COUNT_RULE || against === SERVED ? undefined : await readModel(against);
  const log = await withBar('reading ', (onProgress) => readOfferLog(data, { onProgress }));
  const learntUntil = Math.max(...[model, other].map((one) => (one && instantMs(one.card.knownUntil)) ?? 0));
  const since = from ?? learntUntil;
  const choices = await withBar('scoring ', async (onSlate) => choicesOf(log, { model, other, from: since, onSlate }));
  const compared = compare(
    choices,
    (row) => greedyAmongTried(row, row.expected),
    against === SERVED ? asLogged : (row) => greedyAmongTried(row, row.other),
  );
  const told: Comparison = {
    ...compared,
    from: instantText(since),
    leftOut: log.slates.filter(({ shownAt }) => shownAt < since).length,
    hasLearnt: since < learntUntil,
    triedShare: triedShare(choices, ({ expected }) => expected),
  };
  if (json) return printJson(told);
  const names = { candidate: model.card.version, against: other?.card.version ?? against };
  for (const line of comparisonLines(told, names)) printLine(line);
}

export async function readModel(path: string): Promise<Artefact> {
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

export interface Comparison extends PolicyComparison {
  /** Decisions before that, which a model may have learned from, are left out. */
  readonly from: string;
  readonly leftOut: number;
  /** The decisions are asked of a model that has learned from some of them: it looks better than it is. */
  readonly hasLearnt: boolean;
  /** Of the decisions, in how many the offer that the candidate thinks best might have been shown. */
  readonly triedShare: number;
}

export function comparisonLines(compared: Comparison, names: { readonly candidate: string; readonly against: string }): string[] {
  const { candidate, against, difference, verdict, refused, from, leftOut, hasLearnt, triedShare } = compared;
  const row = (name: string, of: Record<'ips' | 'snips' | 'doublyRobust', Estimate>): string =>
    `${name.padEnd(28)}  ${[of.ips, of.snips, of.doublyRobust].map(percents).join('  ')}`;
  return [
    `Redemptions per 100 decisions, ${candidate.rows} decisions of ${candidate.members} members, 95 % intervals over members:`,
    `${''.padEnd(28)}  ${['inverse propensity', 'self-normalised', 'doubly robust'].map((name) => name.padEnd(24)).join('  ')}`.trimEnd(),
    row(names.candidate, candidate),
    row(names.against, against),
    row('difference', difference),
    `As much as ${Math.floor(candidate.effectiveSampleSize)} and ${Math.floor(against.effectiveSampleSize)} decisions would tell; largest weights ${candidate.largestWeight.toFixed(1)} and ${against.largestWeight.toFixed(1)}.`,
    `Each takes the best of what the shop had a chance to show; in ${(triedShare * 100).toFixed(0)} % of the decisions ${names.candidate} would take no other offer.`,
    ...(leftOut > 0 ? [`Left out: ${leftOut} decisions from before ${from}.`] : []),
    ...(hasLearnt ? ['A model has learned from some of these decisions, and looks better than it is.'] : []),
    VERDICT_WORDS[verdict],
    ...refused.map(({ words }) => `- ${words}`),
  ];
}

function percents({ value, low, high }: Estimate): string {
  const figure = (share: number): string => (share * 100).toFixed(2);
  return `${figure(value)} (${figure(low)} to ${figure(high)})`.padEnd(24);
}
