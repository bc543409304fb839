import type { Site } from '../../../contract/site.ts';
import { shopOf } from '../../../edge/config/shop.ts';
import { gradeOf } from '../../../edge/presence/engine/grade.ts';
import type { Grade } from '../../../edge/presence/engine/presence-engine.ts';
import { type Interval, interval } from '../../score/interval.ts';
import { type ConfusionRow, confusionOf } from './confusion.ts';
import type { HangingPlace } from './places.ts';
import { type Placing, placing } from './placing.ts';
import { accuracyOf, type Decided, trial } from './trial.ts';
import { type Crowd, visitorsOf } from './visitors.ts';

/** The same generated shops with some of the suggested scanners. */
export interface Improved {
  readonly scanners: number;
  readonly accuracy: Interval;
  /** Over the shops as they are, shop by shop; absent where no scanner hangs yet. */
  readonly gain?: Interval;
}

export interface Advice {
  readonly grade: Grade;
  readonly shops: number;
  /** Share of the time in zones that was decided for the right one; absent where no scanner hangs. */
  readonly accuracy?: Interval;
  readonly zones: readonly ConfusionRow[];
  /** In the order in which they help most. Empty where the site file does not place zones and scanners on a floor. */
  readonly suggestions: readonly HangingPlace[];
  readonly improved: readonly Improved[];
}

export interface AdviceOptions {
  readonly seeds: readonly number[];
  readonly crowd: Crowd;
  readonly onTrial?: (done: number) => void;
}

const MORE_SCANNERS = 3;
/** Fewer place nobody on a floor. */
const LEAST_SCANNERS = 3;
/** A shop without any gets one for so much floor. */
const FLOOR_OF_SCANNER_M2 = 30;
const FIRST_SCANNERS = { least: 4, most: 12 };

/** How many trials there will be, for whoever waits. */
export function trialsOf(site: Site, seeds: number): number {
  const better = site.scanners.length + 1 >= LEAST_SCANNERS ? 2 : 1;
  return seeds * ((site.scanners.length > 0 ? 1 : 0) + (canPlace(site) ? better : 0));
}

/** Which zones will be confused, and where another scanner helps most, by shops with this floor and radio that is drawn. */
export function advise(site: Site, { seeds, crowd, onTrial = () => {} }: AdviceOptions): Advice {
  const suggestions = canPlace(site) ? suggested(site, placing(site, site.floor, seeds)) : [];
  const counts = suggestions.length === 0 ? [] : [1, suggestions.length].filter((more) => site.scanners.length + more >= LEAST_SCANNERS);
  const asIs: Decided[] = [];
  const better = new Map(counts.map((count) => [count, [] as Decided[]]));
  let done = 0;
  const tell = (into: Decided[], decided: Decided): void => {
    into.push(decided);
    done += 1;
    onTrial(done);
  };
  for (const seed of seeds) {
    // The same people and the same air with more scanners and with fewer: what differs is what they are worth.
    const visitors = visitorsOf(withScanners(site, suggestions), seed, crowd);
    if (site.scanners.length > 0) tell(asIs, trial(site, visitors, crowd.minutes));
    for (const [count, into] of better) tell(into, trial(withScanners(site, suggestions.slice(0, count)), visitors, crowd.minutes));
  }
  const improved = [...better].flatMap(([scanners, decided]) => {
    const accuracy = interval(decided.map(accuracyOf));
    const gain = interval(asIs.map((before, index) => accuracyOf(decided[index] ?? before) - accuracyOf(before)));
    return accuracy ? [{ scanners, accuracy, ...(gain && { gain }) }] : [];
  });
  const accuracy = interval(asIs.map(accuracyOf));
  return {
    grade: gradeOf(shopOf(site), {}),
    shops: seeds.length,
    ...(accuracy && { accuracy }),
    zones: confusionOf(asIs),
    suggestions,
    improved,
  };
}

type Placeable = Site & { readonly floor: NonNullable<Site['floor']> };

/** Zones on a floor, and no scanner of which nobody says where it hangs. */
export function canPlace(site: Site): site is Placeable {
  const areDrawn = site.zones.filter(({ polygon }) => polygon !== undefined).length > 1;
  return (
    site.floor !== undefined &&
    areDrawn &&
    site.scanners.every(({ x, y, side }) => side === 'outside' || (x !== undefined && y !== undefined))
  );
}

function suggested({ scanners, floor }: Placeable, from: Placing): HangingPlace[] {
  const first = Math.ceil((floor.width * floor.depth) / FLOOR_OF_SCANNER_M2);
  const count = scanners.length > 0 ? MORE_SCANNERS : Math.min(FIRST_SCANNERS.most, Math.max(FIRST_SCANNERS.least, first));
  return Array.from({ length: count }, () => from.next()).filter((place) => place !== undefined);
}

/** Last in the list, so that those that hang already read the same as before. */
function withScanners(site: Site, places: readonly HangingPlace[]): Site {
  const scanners = places.map(({ x, y }, index) => ({ id: `suggested-${index + 1}`, x, y }));
  return { ...site, scanners: [...site.scanners, ...scanners] };
}
