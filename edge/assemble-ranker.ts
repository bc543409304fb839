import { FEATURE_HASH } from '../models/offer-ranker/features/table.ts';
import type { ShopPorts } from './assembled-shop.ts';
import type { MemberDirectory } from './identity/directory.ts';
import type { Sealing } from './identity/sealing.ts';
import { createUnsealing } from './identity/sealing.ts';
import type { PatientJournal } from './journal/patience.ts';
import { createLearning } from './offers/learning/create-learning.ts';
import { LESSON_PREFIX } from './offers/learning/lessons.ts';
import { LEARNING_PREFIX } from './offers/learning/snapshots.ts';
import { createRanker, RANKER_PREFIX } from './offers/ranking/create-ranker.ts';
import { createRankerDesk } from './offers/ranking/ranker-desk.ts';

/** Who tries the shop out, or works in it, teaches nothing. */
const TEACHES_NOTHING = ['staff', 'test'];

export interface AssembleRankerParts {
  readonly journal: PatientJournal;
  readonly directory: Pick<MemberDirectory, 'fieldsOf'>;
  readonly seal: Sealing;
}

/** What orders the offers of a shop: the model that headquarters signed, what the shop learnt on top of it, and the count rule beside them. */
export function assembleRanker(ports: ShopPorts, { journal, directory, seal }: AssembleRankerParts) {
  const { clock, telemetry, models, modelKeys } = ports;
  const learning = createLearning({
    savedLessons: ports.journal.state(LESSON_PREFIX),
    savedHeads: ports.journal.state(LEARNING_PREFIX),
    seal,
    unseal: createUnsealing(ports),
    isExcluded: (subject) => directory.fieldsOf(subject)?.segments?.some((segment) => TEACHES_NOTHING.includes(segment)) ?? false,
  });
  const saved = ports.journal.state(RANKER_PREFIX);
  const ranker = createRanker({
    clock,
    telemetry,
    learning,
    trust: { publicKeys: modelKeys, featureHash: FEATURE_HASH },
    saved,
  });
  return { learning, ranker, desk: createRankerDesk({ ranker, learning, models, journal, clock, saved }) };
}
