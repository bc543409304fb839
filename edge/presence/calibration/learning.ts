import type { Shop } from '../../domain/shop.ts';
import type { Learnt } from '../engine/grade.ts';
import { type HeardByDevice, learningLoss, learningSinceSurvey } from '../engine/learn-loss.ts';
import type { Pieces } from '../engine/pieces.ts';
import type { SurveyReading } from '../engine/signal-map.ts';

/** What the traffic teaches, piece by piece, so that it can be learnt beside the traffic itself. */
export function* learning(shop: Shop, survey: readonly SurveyReading[] | undefined, heard: HeardByDevice): Pieces<Learnt> {
  if (survey) {
    const sinceSurveyDb = yield* learningSinceSurvey(shop, survey, heard);
    return sinceSurveyDb ? { sinceSurveyDb } : {};
  }
  const loss = yield* learningLoss(shop, heard);
  return loss ? { loss } : {};
}
