import type { Site } from '../../../contract/site.ts';
import type { Interval } from '../../score/interval.ts';
import type { Advice } from './advice.ts';
import type { ConfusionRow } from './confusion.ts';
import { NOWHERE } from './trial.ts';

/** Less than this is not worth a word. */
const WORTH_TELLING = 0.03;
const MOST_CONFUSED = 3;

const GRADE_WORDS: Readonly<Record<Advice['grade'], string>> = {
  door: 'scanners at a door',
  scanners: 'scanners without positions',
  positions: 'scanner positions, and what the shop learns from its own traffic',
  survey: 'a survey',
};

/** The advice as people read it. */
export function adviceLines(site: Site, advice: Advice): string[] {
  const { accuracy, zones, shops, grade } = advice;
  const nameOf = new Map(site.zones.map(({ id, name }) => [id, name]));
  const widest = Math.max(4, ...zones.map(({ zone }) => zone.length)) + 2;
  return [
    `${nameOfShop(site)}: ${site.scanners.length} scanners, ${site.zones.length} zones; ${shops} generated shops of this floor, zones by ${GRADE_WORDS[grade]}.`,
    ...(accuracy ? [`The right zone for ${percent(accuracy)} of the time.`, '', `${'zone'.padEnd(widest)}right  taken for`] : []),
    ...zones.map((row) => `${row.zone.padEnd(widest)}${share(row.right).padEnd(7)}${takenFor(row)}`),
    ...placesLines(advice, nameOf),
    '',
    'Radio is drawn from what was measured in other buildings, with walls of the site file and no shelves: what it will be in yours, "aislegate survey" tells.',
  ];
}

function placesLines({ suggestions, improved }: Advice, nameOf: ReadonlyMap<string, string>): string[] {
  if (suggestions.length === 0) {
    return ['', 'Where another scanner would help is not known: give the floor, a polygon for each zone, and x and y of every scanner.'];
  }
  return [
    '',
    'Where another scanner helps most, one after the other:',
    ...suggestions.map(
      ({ x, y, zone }, index) => `  ${index + 1}. x ${x.toFixed(1)} m, y ${y.toFixed(1)} m (${nameOf.get(zone) ?? 'beside the zones'})`,
    ),
    ...improved.map(
      ({ scanners, accuracy, gain }) =>
        `With ${scanners === 1 ? 'the first' : `all ${scanners}`}: ${percent(accuracy)}${gain ? `, ${points(gain)}` : ''}.`,
    ),
  ];
}

function nameOfShop({ shop }: Site): string {
  return shop.name;
}

function takenFor({ takenFor: others }: ConfusionRow): string {
  const told = others.filter((other) => other.share >= WORTH_TELLING).slice(0, MOST_CONFUSED);
  return told.map(({ zone, share: part }) => `${zone === NOWHERE ? 'none' : zone} ${share(part)}`).join(', ');
}

function share(of: number): string {
  return `${Math.round(100 * of)} %`;
}

function percent({ mean, low, high }: Interval): string {
  return low === undefined || high === undefined
    ? share(mean)
    : `${share(mean)} (${Math.round(100 * Math.max(0, low))} to ${share(Math.min(1, high))})`;
}

function points({ mean, low, high }: Interval): string {
  const signed = (of: number): string => `${of < 0 ? '−' : '+'}${Math.abs(100 * of).toFixed(0)}`;
  if (low === undefined || high === undefined) return `${signed(mean)} points`;
  const isChance = low <= 0 && high >= 0;
  return `${signed(mean)} points (${signed(low)} to ${signed(high)})${isChance ? ', which may be chance' : ''}`;
}
