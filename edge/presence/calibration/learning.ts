import type { Shop } from '../../domain/shop.ts';
import type { Learnt } from '../engine/grade.ts';
import { type HeardByDevice, learnLoss, learnSinceSurvey } from '../engine/learn-loss.ts';
import type { SurveyReading } from '../engine/signal-map.ts';

/** What the traffic teaches, piece by piece, so that it can be learnt beside the traffic itself. */
export function* learning(shop: Shop, survey: readonly SurveyReading[] | undefined, heard: HeardByDevice): Generator<undefined, Learnt> {
  yield undefined;
  if (survey) {
    const sinceSurveyDb = learnSinceSurvey(shop, survey, heard);
    return sinceSurveyDb ? { sinceSurveyDb } : {};
  }
  const loss = learnLoss(shop, heard);
  return loss ? { loss } : {};
}
