import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RECORDED_DOOR, RECORDED_WALKS } from '../support/recorded-data.ts';
import type { MeasuredSet } from './accuracy/sets.ts';
import { figuresTable, type Row, reliabilityTable } from './accuracy/table.ts';

/**
 * How right the zone engines are on recorded walks, standing points and door runs, each with what it learnt left out:
 *
 *     node --import tsx test/measure/accuracy.ts [--write]
 *
 * Prints Markdown tables; with --write they replace those in docs/accuracy.md. Takes some minutes.
 */
const PAGE = fileURLToPath(new URL('../../docs/accuracy.md', import.meta.url));
const PART = /(<!-- measured: (?<name>\w+) -->\n)[\s\S]*?(<!-- end -->)/gu;

const SCANNERS: readonly Row[] = [
  { id: 'walk', title: 'walking', baseline: '.823 / 1.8', bar: '.84, true + .3' },
  { id: 'walk-1s', title: 'walking, an advert each 1 s' },
  { id: 'walk-2s', title: 'walking, each 2 s' },
  { id: 'stand', title: 'standing', stands: true, baseline: '.864 / 1.2', bar: '.89, 2/h' },
  { id: 'stand-1s', title: 'standing, each 1 s', stands: true },
  { id: 'stand-2s', title: 'standing, each 2 s', stands: true },
];
const SURVEY: readonly Row[] = [
  { id: 'walk', title: 'walking', baseline: '.793 / 3.2', bar: '.81, true + .5' },
  { id: 'walk-1s', title: 'walking, an advert each 1 s' },
  { id: 'walk-2s', title: 'walking, each 2 s' },
  { id: 'stand', title: 'standing, its own point left out', stands: true, baseline: '.895 / 35', bar: '.91, 6/h' },
  { id: 'stand-1s', title: 'standing, each 1 s', stands: true },
  { id: 'stand-2s', title: 'standing, each 2 s', stands: true },
];
const SMALL: readonly Row[] = [40, 20, 10].flatMap((points) =>
  [0, 1].flatMap((first) => [
    { id: `walk-${points}-${first}`, title: `walking, ${points} points, choice ${first + 1}` },
    { id: `stand-${points}-${first}`, title: `standing elsewhere, ${points} points, choice ${first + 1}`, stands: true },
  ]),
);
const POSITIONS: readonly Row[] = [
  { id: 'walk', title: 'walking; learnt from the other walks', baseline: '.716 / 3.6', bar: '.75' },
  { id: 'walk-other-date', title: 'walking; learnt from who stood about on another date', baseline: '.716 / 3.6', bar: '.75' },
  { id: 'walk-1s', title: 'the same, an advert each 1 s' },
  { id: 'walk-2s', title: 'the same, each 2 s' },
  { id: 'stand', title: 'standing; learnt from the walks', stands: true, baseline: '.712 / 21', bar: '.77' },
  { id: 'walk-nothing-learnt', title: 'walking; nothing learnt', baseline: '.536 / 5.9' },
  { id: 'stand-nothing-learnt', title: 'standing; nothing learnt', stands: true, baseline: '.402 / 103' },
];
const CHANGED: readonly Row[] = [
  ...[-6, -3, 3, 6].flatMap((db) => [
    { id: `survey-gain${db}`, title: `survey; a phone that sends ${db > 0 ? '+' : ''}${db} dB` },
    { id: `positions-gain${db}`, title: `positions; a phone that sends ${db > 0 ? '+' : ''}${db} dB` },
  ]),
  { id: 'replaced-stale', title: 'survey; one scanner reads 8 dB more since' },
  { id: 'replaced-fresh', title: 'the same, kept fresh from the other walks' },
];
const DOOR: readonly Row[] = [
  { id: 'walk', title: 'walking through', baseline: '.983, lag .1', bar: '.985, lag .3' },
  { id: 'car', title: 'driving through', baseline: '.75, lag 3.2' },
];

if (existsSync(RECORDED_WALKS) && existsSync(RECORDED_DOOR)) await measure();
else process.stdout.write('There is no recorded data beside this checkout: nothing is measured.\n');

async function measure(): Promise<void> {
  const sets = await import('./accuracy/sets.ts');
  const [scanners, survey, positions, door] = [sets.scannersOnly(), sets.surveyMap(), sets.positionsOnly(), sets.atTheDoor()];
  const of = (all: readonly MeasuredSet[], id: string): MeasuredSet | undefined => all.find((set) => set.id === id);
  const parts = new Map([
    ['scanners', figuresTable(SCANNERS, scanners)],
    ['survey', figuresTable(SURVEY, survey)],
    ['small', figuresTable(SMALL, sets.smallSurveys())],
    ['positions', figuresTable(POSITIONS, positions)],
    ['changed', figuresTable(CHANGED, sets.changedShops())],
    ['door', figuresTable(DOOR, door)],
    [
      'reliability',
      reliabilityTable([
        ['scanners, walking', of(scanners, 'walk')],
        ['scanners, standing', of(scanners, 'stand')],
        ['survey, walking', of(survey, 'walk')],
        ['survey, standing', of(survey, 'stand')],
        ['positions, walking', of(positions, 'walk')],
        ['positions, standing', of(positions, 'stand')],
        ['door, walking', of(door, 'walk')],
      ]),
    ],
  ]);
  for (const [name, markdown] of parts) process.stdout.write(`${name}\n${markdown}\n\n`);
  if (!process.argv.includes('--write')) return;
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(PART, (whole, begin: string, name: string, end: string) =>
      parts.has(name) ? `${begin}${parts.get(name)}\n${end}` : whole,
    ),
  );
}
