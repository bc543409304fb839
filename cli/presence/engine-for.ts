import type { Site } from '../../contract/site.ts';
import { readSurveyFile } from '../../edge/adapters/csv/survey-file.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { Shop } from '../../edge/domain/shop.ts';
import { createPresenceEngine } from '../../edge/presence/engine/create-engine.ts';
import { DOOR_STEP_MS } from '../../edge/presence/engine/door-engine.ts';
import { areGroups } from '../../edge/presence/engine/grade.ts';
import { learnLoss, learnSinceSurvey } from '../../edge/presence/engine/learn-loss.ts';
import type { SurveyReading } from '../../edge/presence/engine/signal-map.ts';
import { surveyOf } from '../../edge/presence/engine/survey.ts';
import { noteLine, wrongUse } from '../command.ts';
import type { Asked } from './recorded.ts';
import { readSightings } from './sightings.ts';

/** Files that an engine learns from beside the site file. */
export interface LearntFrom {
  readonly survey?: string;
  readonly calibrate?: string;
}

/** The engine that the edge would use with this site file, and had it learnt from these files. */
export async function engineFor(site: Site, { survey: surveyPath, calibrate }: LearntFrom = {}): Promise<Asked> {
  const shop = shopOf(site);
  const survey = surveyPath === undefined ? undefined : await surveyIn(surveyPath, shop);
  const traffic = calibrate === undefined ? undefined : await readSightings(calibrate);
  const loss = traffic && learnLoss(shop, traffic);
  const sinceSurveyDb = traffic && survey && learnSinceSurvey(shop, survey, traffic);
  if (traffic && !loss) {
    noteLine(
      'Nothing is learnt from traffic where the site file has no floor with scanners at known places; --calibrate counts for nothing.',
    );
  }
  const engine = createPresenceEngine(shop, { ...(survey && { survey }), ...(loss && { loss }), ...(sinceSurveyDb && { sinceSurveyDb }) });
  if (engine.grade === 'scanners' && areGroups(shop)) {
    if (survey ?? traffic)
      noteLine('Each zone has scanners of its own: who hears best tells more than --survey and --calibrate, which count for nothing.');
  } else if (survey && engine.grade !== 'survey') {
    noteLine('A survey needs a floor, zones with polygons, and scanners with x and y in the site file; --survey counts for nothing.');
  }
  return { engine, stepMs: site.scanners.some(({ side }) => side !== undefined) ? DOOR_STEP_MS : engine.stepMs };
}

async function surveyIn(path: string, shop: Shop): Promise<readonly SurveyReading[]> {
  const rows = await readSurveyFile(path);
  if (!rows) throw wrongUse(`There is no file ${path}.`);
  const { readings, strangers } = surveyOf(shop, rows);
  if (strangers.length > 0)
    noteLine(`${strangers.length} scanners of the survey are not in the site file; what they heard counts for nothing.`);
  if (readings.length === 0) throw wrongUse(`No scanner of ${path} is in the site file.`);
  return readings;
}
