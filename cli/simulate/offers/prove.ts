import { join } from 'node:path';
import type { WorldVariant } from '../../../devices/simulator/offer-world/law.ts';
import { printJson, printLine } from '../../command.ts';
import { writeText } from '../../files.ts';
import { progress } from '../../progress.ts';
import { CONTENDERS } from './contenders.ts';
import { regretPlot } from './plot.ts';
import { standingLines } from './print.ts';
import { type Month, months } from './proof.ts';
import { standings } from './summary.ts';

const FEWEST_FOR_BANDS = 5;

export interface OffersRequest {
  readonly variant: WorldVariant;
  readonly seed: number;
  readonly seeds: number;
  readonly days: number;
  readonly members: number;
  /** Folder for the plot. */
  readonly plots?: string | undefined;
  readonly json: boolean;
}

/** Months of a shop whose offers have effects that are known: what learning is worth, and what it costs. */
export async function proveOffers({ variant, seed, seeds: count, days, members, plots, json }: OffersRequest): Promise<void> {
  const seeds = Array.from({ length: count }, (_, index) => seed + index);
  const shown = progress('Living months', count * CONTENDERS.length);
  const lived: Month[] = [];
  for await (const month of months({ variant, seeds, days, members })) {
    lived.push(month);
    shown.at(lived.length);
  }
  shown.end();
  const told = standings(lived);
  if (plots !== undefined) {
    const title = `Regret in the ${variant} world, ${count} ${count === 1 ? 'seed' : 'seeds'}`;
    const driftDay = variant === 'drift' ? { driftDay: days / 2 } : {};
    await writeText(
      join(plots, `offer-learning-${variant}.svg`),
      regretPlot(told, { title, ...driftDay, bands: count >= FEWEST_FOR_BANDS }),
    );
  }
  if (json) return printJson({ world: variant, seeds, days, members, standings: told });
  for (const line of standingLines(told)) printLine(line);
}
