import { DAY_MS } from '../../../devices/simulator/offer-world/visits.ts';
import type { Decided } from '../../../edge/offers/decide.ts';
import { createLearning, type Learnt, type ShopLearning } from '../../../edge/offers/learning/create-learning.ts';
import { lessonOf } from '../../../edge/offers/learning/lesson-of.ts';
import type { Artefact } from '../../../models/offer-ranker/network/artefact.ts';
import type { ShopPolicy } from './asked.ts';
import { countRanking, learningRanking } from './model-ranking.ts';
import { rulesOnly, served } from './policies.ts';

export const CONTENDERS = ['rules', 'count-rule', 'frozen', 'learning'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** As a shop is delivered. */
const EXPLORE_SHARE = 0.05;
/** More slices of work than any night needs. */
const MOST_SLICES = 100_000;

/** Each of them decides by the code of the shop; what they differ in is what orders the offers, and whether it learns and explores. */
export function policyOf(contender: Contender, artefact: Artefact): ShopPolicy {
  switch (contender) {
    case 'rules':
      return rulesOnly;
    case 'count-rule':
      return served({ rankingOf: countRanking, exploreShare: 0 });
    case 'frozen': {
      const learnt = learntOf(learningOn(artefact));
      return served({ rankingOf: (book) => learningRanking(book, artefact, learnt), exploreShare: 0 });
    }
    case 'learning':
      return learns(artefact);
  }
}

/** The same network with the head of a shop on it: what is learnt each night is on trial first, and served from its promotion on. */
function learns(artefact: Artefact): ShopPolicy {
  const learning = learningOn(artefact);
  return {
    ...served({
      rankingOf: (book) => learningRanking(book, artefact, learntOf(learning)),
      exploreShare: EXPLORE_SHARE,
      chosen: ({ situation: { t } }, decided) => teach(learning, decided, t),
    }),
    redeemed: (decisionId, t) => void learning.redeemed(decisionId, t),
    night(t) {
      learning.work(t);
      for (let slice = 0; slice < MOST_SLICES && learning.report().isLearning; slice += 1) learning.work(t);
    },
  };
}

function learningOn({ card, evidence }: Artefact): ShopLearning {
  const learning = createLearning({
    savedLessons: [],
    savedHeads: [],
    seal: () => undefined,
    unseal: () => undefined,
    isExcluded: () => false,
  });
  learning.standOn({ version: card.version, evidence }, 0);
  return learning;
}

const learntOf = (learning: ShopLearning) => (): Learnt => {
  const learnt = learning.learnt();
  if (!learnt) throw new RangeError('There is no model to learn on.');
  return learnt;
};

/** What is not redeemed on the day was not redeemed: so shops credit purchases. */
function teach(learning: ShopLearning, { decision, embedding }: Decided, t: number): void {
  const lesson = embedding && lessonOf(decision, embedding, { shownAt: t, closesAt: (Math.floor(t / DAY_MS) + 1) * DAY_MS });
  if (lesson) learning.shown(lesson);
}
