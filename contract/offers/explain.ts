import type { Candidate, Decision, Fallback, Trigger } from '../facts/offer-facts.ts';
import { refusalWords } from './refusal-words.ts';

/** A decision as it can be told of without saying whom it is about. Of an older version the book and the seed are not known. */
export type TellableDecision = Omit<Decision, 'sealed' | 'subject' | 'book' | 'seed'> & Partial<Pick<Decision, 'book' | 'seed'>>;

/** What people call offers and rules; undefined where that is not known (any more). */
export interface KnownNames {
  readonly offer: (id: string) => string | undefined;
  readonly rule: (id: string) => string | undefined;
}

export const TRIGGER_WORDS: Record<Trigger, string> = {
  zone: 'the member came into the zone',
  dwell: 'the member was still in the zone',
  return: 'the member came back to the zone',
  basket: 'the basket changed',
  touch: 'the member answered what the screen showed',
  'order-ready': 'an order of the member got ready',
  expiry: 'the offer before had been shown for its time',
};

export const FALLBACK_WORDS: Record<Fallback, string> = {
  'cold-start': 'the model has yet to prove itself here',
  ordered: 'headquarters ordered it',
  'no-model': 'there is no model',
  stale: 'the model is too old',
  'wrong-shape': 'the model does not fit this version',
  'not-a-number': 'the model answered what is no number',
  'too-slow': 'the model took too long',
  'bad-signature': 'the model is not signed by anybody trusted',
  unreadable: 'the model cannot be read',
  failed: 'the model failed',
};

/** More would be a table and no explanation. */
const MOST_TOLD = 10;

/** What was decided and why, as a shop manager would say it, line by line. */
export function explainDecision(decision: TellableDecision, names: KnownNames): string[] {
  return [
    ...heading(decision),
    outcome(decision, names),
    `Ordered by ${ordering(decision)}.`,
    ...candidateLines(decision, names),
    ...contributionLines(decision, names),
    ...refusalLines(decision, names),
  ];
}

function heading({ decidedAt, trigger, zone, screen, audience }: TellableDecision): string[] {
  const where = screen === undefined ? `zone ${zone}, which has no screen` : `zone ${zone}, screen ${screen}`;
  const others = audience > 1 ? [`Chosen for ${audience} members who could see the screen.`] : [];
  return [`${decidedAt}: ${TRIGGER_WORDS[trigger]} (${where}).`, ...others];
}

function outcome({ chosen, arm, explored, propensity, candidates }: TellableDecision, names: KnownNames): string {
  if (chosen === undefined) {
    return candidates.length === 0
      ? 'Nothing was shown: no offer could be.'
      : `Nothing was shown: none of ${counted(candidates.length, 'offer')} was worth more than showing nothing.`;
  }
  const how = explored
    ? `not the best by what is known, and chosen to learn from it: in ${percent(propensity)} of such moments it is the one`
    : `the best by what is known; in ${percent(propensity)} of such moments it is the one`;
  const what = arm === 'holdout' ? 'Chosen, and not shown, for the member is one of those who show what showing does' : 'Chosen';
  return `${what}: ${named(chosen, names.offer)}: ${how}.`;
}

function ordering({ ranker, model, head, fallback, shadow }: TellableDecision): string {
  const by =
    ranker === 'model' ? `the model ${model}${head === undefined ? '' : `, with what the shop learnt (${head})`}` : 'the count rule';
  const why = fallback === undefined ? '' : `, for ${FALLBACK_WORDS[fallback]}`;
  return `${by}${why}${shadow === undefined ? '' : `; ${shadow} is on trial beside it`}`;
}

function candidateLines({ candidates, ranker }: TellableDecision, names: KnownNames): string[] {
  if (candidates.length === 0) return [];
  const line = ({ offer, score, value, propensity }: Candidate): string => {
    const chance = ranker === 'model' ? `taken by ${percent(score)}` : `such offers are taken by ${percent(score)}`;
    return `  ${named(offer, names.offer)}: ${chance}, worth ${number(value)}, shown in ${percent(propensity)} of such moments`;
  };
  const more = candidates.length - MOST_TOLD;
  const rest = more > 0 ? [`  and ${counted(more, 'more')}`] : [];
  return [`Could be shown: ${counted(candidates.length, 'offer')}, the best first.`, ...candidates.slice(0, MOST_TOLD).map(line), ...rest];
}

function contributionLines({ contributions }: TellableDecision, names: KnownNames): string[] {
  return contributions.flatMap(({ offer, parts }) => {
    const strongest = [...parts].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds)).slice(0, MOST_TOLD);
    if (strongest.length === 0) return [];
    const told = strongest.map(({ name, logOdds }) => `  ${logOdds < 0 ? 'against' : 'for'} it (${signed(logOdds)}): ${name}`);
    return [`What spoke for and against ${named(offer, names.offer)}, in log-odds:`, ...told];
  });
}

function refusalLines({ refused }: TellableDecision, names: KnownNames): string[] {
  if (refused.length === 0) return [];
  const line = ({ reason, rule, offers }: TellableDecision['refused'][number]): string => {
    const by = rule === undefined ? undefined : named(rule, names.rule);
    const first = offers.slice(0, MOST_TOLD).map((offer) => named(offer, names.offer));
    const more = offers.length > MOST_TOLD ? ` and ${counted(offers.length - MOST_TOLD, 'more')}` : '';
    return `  ${refusalWords({ reason, rule: by })}: ${first.join(', ')}${more}`;
  };
  return ['Could not be shown:', ...refused.map(line)];
}

function named(id: string, nameOf: (id: string) => string | undefined): string {
  const name = nameOf(id);
  return name === undefined || name === id ? id : `${name} [${id}]`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 || what === 'more' ? '' : 's'}`;
const number = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${number(share * 100)} %`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${number(Math.abs(value))}`;
