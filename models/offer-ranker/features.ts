import { createHash } from 'node:crypto';
import { OFFER_KINDS, type Offer } from '../../contract/offers/offer.ts';

/** What is known when an offer is scored. Age, sex, household and the like are not asked for and not used. */
export interface FeatureInput {
  readonly offer: Pick<Offer, 'id' | 'category' | 'kind'> & Partial<Pick<Offer, 'product' | 'value' | 'zones'>>;
  readonly member: {
    readonly affinities?: Readonly<Record<string, number>> | undefined;
    readonly segments?: readonly string[] | undefined;
  };
  readonly zone: string;
  /** 0 to 23, on the shop's clock. */
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** How long the visit has lasted. */
  readonly dwellMs?: number | undefined;
  /** How often this member was shown this offer before. */
  readonly shownBefore: number;
}

/** Goes up whenever a feature changes its meaning but not its name, so that no model meets features it was not trained on. */
const FEATURES_VERSION = 1;
const AFFINITY_FLOOR = 0.01;

/** One function per feature, in the order of the row. Each stays near [-1, 1], so that the model needs no scaling of its own. */
const FEATURES: Readonly<Record<string, (input: FeatureInput) => number>> = {
  affinity: (input) => ownAffinity(input),
  affinityLog: (input) => Math.log(ownAffinity(input) + AFFINITY_FLOOR) / -Math.log(AFFINITY_FLOOR),
  affinityOfBest: (input) => ownAffinity(input) / Math.max(AFFINITY_FLOOR, ...Object.values(input.member.affinities ?? {})),
  affinitiesKnown: (input) => flag(input.member.affinities !== undefined),
  segmentOfCategory: (input) => flag(input.member.segments?.includes(input.offer.category) ?? false),
  zoneOfOffer: (input) => flag(input.offer.zones?.includes(input.zone) ?? false),
  zoneOfCategory: (input) => flag(input.zone === input.offer.category),
  anyZone: (input) => flag(input.offer.zones === undefined),
  oneProduct: (input) => flag(input.offer.product !== undefined),
  ...Object.fromEntries(OFFER_KINDS.map((kind) => [`kind:${kind}`, (input: FeatureInput) => flag(input.offer.kind === kind)])),
  ...Object.fromEntries(
    (['percent-off', 'amount-off', 'bonus-points'] as const).map((kind) => [
      `valueLog:${kind}`,
      (input: FeatureInput) => (input.offer.kind === kind ? Math.log1p(Math.max(0, input.offer.value ?? 0)) / 5 : 0),
    ]),
  ),
  hourSin: (input) => Math.sin((2 * Math.PI * input.hour) / 24),
  hourCos: (input) => Math.cos((2 * Math.PI * input.hour) / 24),
  weekend: (input) => flag(input.weekday === 0 || input.weekday === 6),
  dwellLog: (input) => Math.log1p(Math.max(0, input.dwellMs ?? 0) / 60_000) / 4,
  shownBeforeLog: (input) => Math.log1p(Math.max(0, input.shownBefore)) / 3,
};

export const FEATURE_NAMES: readonly string[] = Object.keys(FEATURES);
const COMPUTE = Object.values(FEATURES);

/** What a model must have been trained on to be served by this code. */
export const FEATURE_HASH: string = createHash('sha256')
  .update([FEATURES_VERSION, ...FEATURE_NAMES].join('\n'))
  .digest('hex')
  .slice(0, 16);

/** The row that the ranker scores, the same in training and in the shop. */
export function featureRow(input: FeatureInput): Float32Array {
  return Float32Array.from(COMPUTE, (feature) => feature(input));
}

function ownAffinity({ offer, member }: FeatureInput): number {
  const { affinities } = member;
  return affinities && Object.hasOwn(affinities, offer.category) ? (affinities[offer.category] ?? 0) : 0;
}

function flag(holds: boolean): number {
  return holds ? 1 : 0;
}
