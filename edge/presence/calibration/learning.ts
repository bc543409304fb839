import type { Shop } from '../../domain/shop.ts';
import { explaining } from '../engine/explain.ts';
import type { Learnt } from '../engine/grade.ts';
import type { Ground } from '../engine/ground.ts';
import { learningLoss, learningSinceSurvey } from '../engine/learn-loss.ts';
import type { Pieces } from '../engine/pieces.ts';
import { radioMapOf } from '../engine/radio-map.ts';
import { type HeardByDevice, heldBackOf, shopTrafficOf } from '../engine/shop-traffic.ts';

/** What traffic teaches of the radio. */
export type Lesson = Pick<Learnt, 'loss' | 'sinceSurveyDb'>;

/**
 * What the traffic teaches, piece by piece, so that it can be learnt beside the traffic itself. Undefined where it explains what was held back
 * of the traffic worse than what was known before: then that is better kept.
 */
export function* learning(shop: Shop, ground: Ground, heard: HeardByDevice, known: Lesson): Pieces<Lesson | undefined> {
  const { taught, heldBack } = heldBackOf(shopTrafficOf(shop, ground, heard));
  yield;
  const lesson = ground.surveyed
    ? { sinceSurveyDb: yield* learningSinceSurvey(shop, ground, taught) }
    : { loss: yield* learningLoss(shop, ground, taught) };
  const before = yield* explaining(ground.grid, radioMapOf(ground, known), heldBack);
  const after = yield* explaining(ground.grid, radioMapOf(ground, lesson), heldBack);
  return before !== undefined && after !== undefined && after >= before ? lesson : undefined;
}
