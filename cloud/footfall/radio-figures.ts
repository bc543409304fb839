import type { Capture, DeviceFigures } from '../../contract/http/hq-routes.ts';
import type { Quarter, RadioQuarter } from './quarters.ts';

const SHARE = 'capture = entries / (entries + passers-by)';
const CAPTURE_FORMULAS = {
  'door-and-passing-devices':
    `${SHARE}; entries = people in through the doors, passers-by = devices heard outside only / devices per person, ` +
    'devices per person = devices heard outside and then inside / people in through the doors',
  devices:
    `${SHARE}; entries = devices heard outside and then inside, passers-by = devices heard outside only. ` +
    'Devices are not people: a phone that changes its address counts more than once, on both sides',
} as const;

type Told = Quarter & RadioQuarter;
type Counted = Told & { readonly door_in: number };

const isTold = (quarter: Quarter): quarter is Told => quarter.told;
const isCounted = (quarter: Told): quarter is Counted => quarter.door_in !== null;

function sum<Q>(quarters: readonly Q[], of: (quarter: Q) => number | null): number {
  return quarters.reduce((total, quarter) => total + (of(quarter) ?? 0), 0);
}

/** Devices that entered per person whom the doors counted, where both were told; undefined where that says nothing. */
function devicesPerPerson(quarters: readonly Told[]): number | undefined {
  const counted = quarters.filter(isCounted);
  const people = sum(counted, ({ door_in }) => door_in);
  return people === 0 ? undefined : sum(counted, ({ entered }) => entered) / people;
}

/** What the radio says of everybody, and how good it was. */
export function deviceFigures(quarters: readonly Quarter[], excluded: DeviceFigures['excluded']): DeviceFigures {
  const told = quarters.filter(isTold);
  const entered = sum(told, (quarter) => quarter.entered);
  const devices = entered + sum(told, ({ passers_by }) => passers_by);
  const randomized = sum(told, ({ entered_randomized, passers_by_randomized }) => entered_randomized + (passers_by_randomized ?? 0));
  const sightings = sum(told, (quarter) => quarter.sightings);
  const scanners = sum(told, (quarter) => quarter.scanners);
  const perPerson = devicesPerPerson(told);
  return {
    entered,
    ...(devices > 0 && { randomizedShare: Math.min(1, randomized / devices) }),
    ...(perPerson !== undefined && { perPerson }),
    excluded,
    ...(sightings > 0 && { lateShare: Math.min(1, sum(told, ({ late }) => late) / sightings) }),
    tooLate: sum(told, ({ too_late }) => too_late),
    ...(scanners > 0 && { scannersHeardShare: Math.min(1, sum(told, ({ scanners_heard }) => scanners_heard) / scanners) }),
  };
}

/** How many came in of those who could have; undefined where no scanner stands outside. */
export function captureOf(quarters: readonly Quarter[]): Capture | undefined {
  const outside = quarters.filter(isTold).filter(({ passers_by }) => passers_by !== null);
  if (outside.length === 0) return undefined;
  const perPerson = devicesPerPerson(outside);
  const counted = outside.filter(isCounted);
  return perPerson
    ? capture(
        'door-and-passing-devices',
        sum(counted, ({ door_in }) => door_in),
        sum(counted, ({ passers_by }) => passers_by) / perPerson,
      )
    : capture(
        'devices',
        sum(outside, ({ entered }) => entered),
        sum(outside, ({ passers_by }) => passers_by),
      );
}

function capture(per: Capture['per'], entries: number, passersBy: number): Capture {
  const all = entries + passersBy;
  return { entries, passersBy, per, ...(all > 0 && { share: entries / all }), formula: CAPTURE_FORMULAS[per] };
}
