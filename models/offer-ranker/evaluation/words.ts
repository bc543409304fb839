import type { Measures } from '../network/card.ts';
import type { Contender } from './compare.ts';

export const CONTENDER_WORDS: Readonly<Record<Contender, string>> = {
  model: 'model',
  countRule: 'count rule',
  popularity: 'popularity',
  categoryAffinity: 'category affinity',
};

/** In the order of every table: the name, its digits, and what it is. */
export const MEASURE_WORDS: readonly (readonly [keyof Measures, string, number, string])[] = [
  ['auc', 'AUC', 3, 'a redeemed offer scores higher than one that was not, over all members'],
  ['logLoss', 'log loss', 5, 'nats per offer; lower is better'],
  ['ece', 'calibration error', 5, 'forecast against redeemed, in tenths of the offers by forecast; lower is better'],
  ['hitAt1', 'hit@1', 3, 'the first of a slate was redeemed'],
  ['hitAt3', 'hit@3', 3, 'one of the first three was redeemed'],
  ['ndcgAt3', 'NDCG@3', 3, 'how near to the top of the first three'],
  ['ndcgAt5', 'NDCG@5', 3, 'how near to the top of the first five'],
  ['coldAuc', 'AUC, cold', 3, 'only members who had redeemed nothing before'],
  ['coldNdcgAt5', 'NDCG@5, cold', 3, 'only members who had redeemed nothing before'],
];
