import { AislegateError } from '../../../contract/errors.ts';
import type { OfferLog } from '../../offer-log/log.ts';
import { FEATURE_HASH, FEATURE_NAMES } from '../features/table.ts';
import type { CardDraft } from '../network/seal.ts';
import type { Network } from '../network/tensors.ts';
import { tensorFlow } from './backend.ts';
import { learnable, redemptionCount } from './learnable.ts';
import { RECIPE } from './recipe.ts';
import type { SlateTable } from './slate-table.ts';
import { trainNetwork } from './train.ts';

export interface ModelOrder {
  /** For the error, where there is nothing to learn. */
  readonly folder: string;
  readonly seed: number;
  /** Ms epoch; what happened then or later is not learned from. Undefined: everything is. */
  readonly until: number | undefined;
  /** What the log is, in words. */
  readonly about: string | undefined;
  readonly onStep?: (done: number, steps: number) => void;
}

/** Redemptions below which the count rule ranks at least as well as the network, where that was measured (docs/offer-ranker.md). */
const FEW_REDEMPTIONS = 500;

/** Characters, as the card has it. */
const LONGEST_LIMIT = 500;

/** Trains on all that a log tells until a moment, and says on a card what that was. Ends with OFR_LOG_SMALL where nothing was redeemed. */
export async function trainModel(log: OfferLog, table: SlateTable, order: ModelOrder): Promise<{ network: Network; card: CardDraft }> {
  const knownUntil = order.until ?? lastMoment(log) + 1;
  const rows = learnable(table, knownUntil);
  const redemptions = redemptionCount(rows);
  if (redemptions === 0) throw new AislegateError('OFR_LOG_SMALL', { folder: order.folder, detail: 'nothing in it was redeemed' });
  const network = await trainNetwork(await tensorFlow(), rows, { seed: order.seed, ...(order.onStep ? { onStep: order.onStep } : {}) });
  const card: CardDraft = {
    featureNames: [...FEATURE_NAMES],
    featureHash: FEATURE_HASH,
    trainedOn: order.about ?? 'the offer log of one chain',
    dataFingerprint: log.fingerprint,
    knownUntil: new Date(knownUntil).toISOString(),
    slates: rows.offsets.length - 1,
    rows: rows.labels.length,
    redemptions,
    seed: order.seed,
    recipe: { ...RECIPE },
    limits: limitsOf(redemptions, network.weights.scale),
  };
  return { network, card };
}

function limitsOf(redemptions: number, scale: Float32Array): string[] {
  const constant = FEATURE_NAMES.filter((_, feature) => scale[feature] === 0);
  return [
    'It forecasts redemptions, not what an offer sells more: only a holdout tells that.',
    'It was measured on one log. Another chain, season or kind of offer has to measure it anew.',
    ...(constant.length > 0 ? [`What never varied in the log counts for nothing: ${constant.join(', ')}.`.slice(0, LONGEST_LIMIT)] : []),
    ...(redemptions < FEW_REDEMPTIONS
      ? [`It learned from ${redemptions} redemptions. Below about ${FEW_REDEMPTIONS}, the count rule has ranked as well.`]
      : []),
  ];
}

function lastMoment({ slates, purchases }: OfferLog): number {
  let last = Math.max(slates.at(-1)?.shownAt ?? 0, purchases.at(-1)?.at ?? 0);
  for (const { candidates } of slates) for (const { redeemedAt = 0 } of candidates) last = Math.max(last, redeemedAt);
  return last;
}
