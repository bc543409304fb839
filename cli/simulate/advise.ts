import type { Site } from '../../contract/site.ts';
import { floorPlan } from '../../devices/simulator/floor-plan.ts';
import { printJson, printLine, wrongUse } from '../command.ts';
import { progress } from '../progress.ts';
import { advise, canPlace, trialsOf } from './advice/advice.ts';
import { adviceLines } from './advice/print.ts';

export interface AdviceRequest {
  readonly site: Site;
  readonly seed: number;
  readonly shops: number;
  readonly json: boolean;
}

/** Enough that each zone is stood in and walked through by somebody in each shop. */
const CROWD = { visitors: 6, minutes: 4 };

/** What a floor plan is worth before anything is bought: zones that will be confused, and where another scanner helps most. */
export function printAdvice({ site, seed, shops, json }: AdviceRequest): void {
  if (site.zones.length < 2) throw wrongUse('There is one zone: with nothing to confuse it with, there is no advice.');
  if (floorPlan(site).scanners.length === 0 && !(canPlace(site) && site.scanners.length === 0)) {
    throw wrongUse(
      'Nothing to hear: give the scanners x and y; or leave them out, give floor and a polygon per zone, and be told where to hang some.',
    );
  }
  const seeds = Array.from({ length: shops }, (_, index) => seed + index);
  const shown = progress('Trying shops', trialsOf(site, shops));
  const advice = advise(site, { seeds, crowd: CROWD, onTrial: shown.at });
  shown.end();
  if (json) printJson(advice);
  else for (const line of adviceLines(site, advice)) printLine(line);
}
