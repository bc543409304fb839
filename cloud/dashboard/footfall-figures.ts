import type { Footfall, VisitFigures } from '../../contract/http/hq-routes.ts';
import { settingWords } from './parameter-words.ts';
import { counted, durationWords, NONE, shareWords } from './words.ts';

export interface ReckonedFigure {
  readonly label: string;
  readonly value: string;
  /** The formula with the numbers and the parameters that went into it. */
  readonly reckoned: string;
}

export interface FigureGroup {
  readonly title: string;
  readonly note: string;
  readonly figures: readonly ReckonedFigure[];
}

/** Every figure of a period beside how it is reckoned, by whom it counts: known visitors, people at doors, devices. */
export function footfallFigures(footfall: Footfall): FigureGroup[] {
  return [knownVisitors(footfall), people(footfall), devices(footfall)];
}

function people({ quarters, conversion }: Footfall): FigureGroup {
  const doors = conversion.per === 'door-entries';
  const sum = (of: (quarter: Footfall['quarters'][number]) => number): number =>
    quarters.reduce((total, quarter) => total + of(quarter), 0);
  return {
    title: 'People',
    note: 'Everybody, known or not, as door counters and tills told.',
    figures: [
      {
        label: 'In through the doors',
        value: doors ? String(sum(({ doorIn }) => doorIn)) : NONE,
        reckoned: doors
          ? 'sum of what the door counters told; who comes back counts again'
          : 'no door counter told anything in this period',
      },
      {
        label: 'Out through the doors',
        value: doors ? String(sum(({ doorOut }) => doorOut)) : NONE,
        reckoned: doors ? 'sum of what the door counters told' : 'no door counter told anything in this period',
      },
      { label: 'Receipts', value: String(sum(({ receipts }) => receipts)), reckoned: 'receipts of the tills with a total above zero' },
      {
        label: 'Conversion',
        value: shareOrNone(conversion.share),
        reckoned: `${conversion.receipts} / ${conversion.base}; ${conversion.formula}`,
      },
    ],
  };
}

function knownVisitors({ visits: v, quarters, parameters, smallestCell }: Footfall): FigureGroup {
  const set = settingWords(parameters);
  const ended = v.visits - v.open;
  const means = quarters.flatMap(({ occupancyMean }) => (occupancyMean === undefined ? [] : [occupancyMean]));
  return {
    title: 'Known visitors',
    note: 'Members who agreed, guests on Wi-Fi terms, and staff with a badge. Nobody else has a visit.',
    figures: [
      {
        label: 'Visits',
        value: String(v.visits),
        reckoned: `began in the period, ${v.open} of them still open; a visit ends ${set('leaveAfterMs')} after it was last heard, ${set('outsideAfterMs')} after it went out, or at midnight`,
      },
      {
        label: 'Bounce rate',
        value: shareOrNone(v.bounceShare),
        reckoned: `bounces / ended visits: ${v.bounces} / ${ended}; a bounce is a visit shorter than ${set('bounceMs')}`,
      },
      {
        label: 'Engaged visits',
        value: String(v.engaged),
        reckoned: `visits with a stay in one zone of ${set('engagedMs')} or more`,
      },
      {
        label: 'Median dwell',
        value: v.medianDwellMs === undefined ? NONE : durationWords(v.medianDwellMs),
        reckoned: `of ended visits, the sum of their stays; stays in a zone less than ${set('mergeStaysMs')} apart are one; told of ${smallestCell} visits or more`,
      },
      { label: 'Inside at once', value: mean(means), reckoned: occupancyWords(means) },
      {
        label: 'Repeat visitors',
        value: `${v.repeat} of ${v.members}`,
        reckoned: 'members with visits on two days or more of the 30 before the end of the period; known for nobody else',
      },
      {
        label: 'Groups',
        value: String(v.groups),
        reckoned: groupWords(v),
      },
      {
        label: 'Left out',
        value: String(v.excluded),
        reckoned: `visits of ${set('staffAfterMs')} or longer: no customer's`,
      },
    ],
  };
}

function devices({ devices: d, quarters, capture }: Footfall): FigureGroup {
  const inside = quarters.flatMap(({ devicesInside }) => (devicesInside === undefined ? [] : [devicesInside]));
  return {
    title: 'Anonymous devices',
    note: `Devices are not people. ${
      d.randomizedShare === undefined
        ? 'How many had addresses that change is not known.'
        : `${shareWords(d.randomizedShare)} had addresses that change.`
    }`,
    figures: [
      {
        label: 'Entered',
        value: String(d.entered),
        reckoned:
          'devices heard outside and then inside; where no scanner stands outside, inside for the first time, each new address anew',
      },
      {
        label: 'Inside',
        value: inside.length === 0 ? NONE : `at most ${Math.max(...inside)}`,
        reckoned: 'devices heard inside, each once in 15 minutes; the fullest 15 minutes',
      },
      {
        label: 'Devices per person',
        value: d.perPerson === undefined ? NONE : d.perPerson.toFixed(2),
        reckoned: 'devices entered / people in through the doors: how many devices stand for a person here; needs a door counter',
      },
      {
        label: 'Capture rate',
        value: shareOrNone(capture?.share),
        reckoned: capture === undefined ? 'needs a scanner outside' : capture.formula,
      },
    ],
  };
}

const shareOrNone = (share: number | undefined): string => (share === undefined ? NONE : shareWords(share));

function mean(numbers: readonly number[]): string {
  return numbers.length === 0 ? NONE : (numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toFixed(1);
}

function groupWords({ inGroups, groupRule: { apartMs, agreement } }: VisitFigures): string {
  const within = durationWords(apartMs);
  return (
    `known visitors who walked together, ${counted(inGroups, 'visit')} in them: beginnings and ends at most ${within} apart, and (together − ` +
    `by chance) / (known − by chance), in time in one zone, more than ${agreement} × the longer gap / ${within}`
  );
}

function occupancyWords(means: readonly number[]): string {
  const fullest = means.length === 0 ? '' : `; ${Math.max(...means).toFixed(1)} in the fullest 15 minutes`;
  return `visits open, mean over the minutes that the shop told${fullest}`;
}
