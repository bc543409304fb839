import type { WorldVariant } from '../../../devices/simulator/offer-world/law.ts';
import { createOfferWorld } from '../../../devices/simulator/offer-world/world.ts';
import type { Artefact } from '../../../models/offer-ranker/network/artefact.ts';
import { tensorFlow } from '../../../models/offer-ranker/training/backend.ts';
import { trainNetwork } from '../../../models/offer-ranker/training/train.ts';
import { artefactOf } from './artefact.ts';
import type { ShopPolicy } from './asked.ts';
import { CONTENDERS, type Contender, policyOf } from './contenders.ts';
import { type Gathered, gather } from './gather.ts';
import { type DayTold, live } from './live.ts';
import { countRanking } from './model-ranking.ts';
import { rulesOnly } from './policies.ts';

export interface ProofRequest {
  readonly variant: WorldVariant;
  readonly seeds: readonly number[];
  readonly days: number;
  readonly members?: number;
  readonly onMonth?: () => void;
}

/** One month of one shop under one policy. */
export interface Month {
  readonly seed: number;
  readonly contender: Contender;
  /** Redemptions in the log that the model was trained on. */
  readonly learntFrom: number;
  readonly days: readonly DayTold[];
}

/** The same months, seed by seed, under every policy. */
export async function* months({ variant, seeds, days, members, onMonth }: ProofRequest): AsyncGenerator<Month> {
  const tf = await tensorFlow();
  for (const seed of seeds) {
    const size = { seed, variant, driftDay: days / 2, ...(members !== undefined && { members }) };
    const gathered = gather(size, countRanking);
    const artefact = artefactOf(await trainNetwork(tf, gathered.rows, { seed }), gathered, seed);
    for (const contender of CONTENDERS) {
      const month = lived(size, contender, gathered, artefact, days);
      onMonth?.();
      yield { seed, contender, learntFrom: gathered.redemptions, days: month };
    }
  }
}

function lived(size: Parameters<typeof createOfferWorld>[0], contender: Contender, gathered: Gathered, artefact: Artefact, days: number) {
  const policy = policyOf(contender, artefact);
  const before: ShopPolicy = { choose: rulesOnly.choose, again: (decisionId) => gathered.shown.get(decisionId) };
  const policyOn = (day: number): ShopPolicy | undefined => (day >= 0 ? policy : day >= gathered.fromDay ? before : undefined);
  const told = live({ world: createOfferWorld(size), seed: size.seed, policyOn, untilDay: days });
  return [...told].filter(({ day }) => day >= 0);
}
