import { EXCLUSIONS, type Exclusion } from '../../contract/facts/footfall-facts.ts';
import type { Footfall } from '../../contract/http/hq-routes.ts';
import { counted, NONE, shareWords } from './words.ts';

export interface QualityFigure {
  readonly label: string;
  readonly value: string;
  readonly meaning: string;
  readonly good: boolean;
}

/** Above these a reader should know before believing. */
/** The current 15 minutes, and the last until the shop has closed them. */
const NEWEST_QUARTERS = 2;
const LATE_SHARE = 0.05;
const SCANNERS_HEARD_SHARE = 0.9;
const UNKNOWN_SHARE = 0.2;

const EXCLUSION_WORDS: Readonly<Record<Exclusion, string>> = {
  'listed-staff': 'staff, by the list of the site file',
  'listed-fixture': 'printers, tills and the like, by the list of the site file',
  'never-leaves': 'never left: they belong to the shop',
  'outside-hours': 'heard outside of the opening hours only',
  'too-brief': 'heard too briefly to be counted',
};

/** How far the figures of a period can be trusted. */
export function qualityFigures({ quarters, visits, devices }: Footfall): QualityFigure[] {
  const provisional = quarters.filter((quarter) => quarter.provisional).length;
  return [
    {
      label: 'Provisional',
      value: `${provisional} of ${quarters.length}`,
      meaning: '15 minutes that the shop has not told to their end; they may still change by much',
      good: provisional <= NEWEST_QUARTERS,
    },
    {
      label: 'Scanners heard',
      value: share(devices.scannersHeardShare),
      meaning: 'of the scanners in the site file, mean over the period; who walks past a dead one is not heard',
      good: (devices.scannersHeardShare ?? 1) >= SCANNERS_HEARD_SHARE,
    },
    {
      label: 'Came late',
      value: share(devices.lateShare),
      meaning: 'of the sightings, after their time was decided; they count, by a revision',
      good: (devices.lateShare ?? 0) <= LATE_SHARE,
    },
    {
      label: 'Came too late',
      value: counted(devices.tooLate, 'sighting'),
      meaning: 'later than the shop waits for; they count for nothing',
      good: devices.tooLate === 0,
    },
    {
      label: 'Revised',
      value: counted(visits.revised, 'visit'),
      meaning: 'that what came late changed; each is counted once, as it stands now',
      good: true,
    },
    {
      label: 'Unknown time',
      value: share(visits.unknownShare),
      meaning: 'of the visits, without a zone',
      good: (visits.unknownShare ?? 0) <= UNKNOWN_SHARE,
    },
  ];
}

export function exclusionWords({ devices: { excluded } }: Footfall): string[] {
  return excluded.map(({ reason, devices }) => `${counted(devices, 'device')}: ${exclusionText(reason)}`);
}

function exclusionText(reason: string): string {
  const known = EXCLUSIONS.find((exclusion) => exclusion === reason);
  return known ? EXCLUSION_WORDS[known] : reason;
}

const share = (value: number | undefined): string => (value === undefined ? NONE : shareWords(value));

/** What a reader of few figures should know; undefined where there is enough. */
export function fewWords({ quarters, visits, parameters, conversion }: Footfall, days: number): string | undefined {
  const told = quarters.filter((quarter) => !isEmpty(quarter));
  if (told.length === 0 && visits.visits === 0 && parameters === undefined && conversion.receipts === 0) return undefined;
  const daysTold = new Set(told.map(({ from }) => new Date(from).toDateString())).size;
  if (days > 1 && daysTold === 1) return 'Only one day of this period has figures: nothing here is a mean over days.';
  if (visits.visits > 0 && visits.visits < FEW_VISITS) {
    return `Only ${counted(visits.visits, 'visit')}: one more or less moves every share by ${shareWords(1 / visits.visits)}.`;
  }
  return undefined;
}

const FEW_VISITS = 30;

export function isEmpty({
  entries,
  occupancy,
  doorIn,
  doorOut,
  receipts,
  devicesInside = 0,
  passersBy = 0,
}: Footfall['quarters'][number]): boolean {
  return entries + occupancy + doorIn + doorOut + receipts + devicesInside + passersBy === 0;
}
