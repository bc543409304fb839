import { shopOf } from '../../../edge/config/shop.ts';
import { parseSite } from '../../../edge/config/site.ts';
import { createPresenceEngine } from '../../../edge/presence/engine/create-engine.ts';
import type { Learnt } from '../../../edge/presence/engine/grade.ts';
import { learnLoss, learnSinceSurvey } from '../../../edge/presence/engine/learn-loss.ts';
import type { PresenceEngine } from '../../../edge/presence/engine/presence-engine.ts';
import { type SurveyRow, surveyOf } from '../../../edge/presence/engine/survey.ts';
import { recordedDoor, recordedStills, recordedSurvey, recordedWalks } from '../../support/recorded-shops.ts';
import type { Trail } from './figures.ts';
import { follow, louder, type Recording, recordingsOf, thinned } from './trails.ts';

/** What was decided of some recordings by one way of knowing the shop. */
export interface MeasuredSet {
  readonly id: string;
  readonly trails: readonly Trail[];
  readonly stepMs: number;
}

const PHASES = [0, 0.5];
/** Of fewer recordings nothing is said. */
const FEWEST = 5;

const walks = {
  quad4: recordedWalks({ layout: 'quad4', scanners: 'zones' }),
  grid9: recordedWalks({ layout: 'grid9', scanners: 'positions' }),
};
const stills = {
  quad4: recordedStills({ layout: 'quad4', scanners: 'zones' }),
  grid9: recordedStills({ layout: 'grid9', scanners: 'positions' }),
};
const floors = { quad4: shopOf(parseSite(walks.quad4.site)), grid9: shopOf(parseSite(walks.grid9.site)) };
const walked = { quad4: recordingsOf(walks.quad4), grid9: recordingsOf(walks.grid9) };
const stood = { quad4: recordingsOf(stills.quad4), grid9: recordingsOf(stills.grid9) };
const survey = recordedSurvey();

function measured(id: string, recordings: readonly Recording[], engineFor: (recording: Recording) => PresenceEngine): MeasuredSet {
  const trails = recordings.map((recording) => follow(recording, engineFor(recording)));
  const [first] = recordings;
  return { id, trails, stepMs: first ? engineFor(first).stepMs : 1000 };
}

const everyPhase = (recordings: readonly Recording[], everyMs: number): readonly Recording[] =>
  PHASES.flatMap((phase) => recordings.map((recording) => thinned(recording, everyMs, phase * everyMs)));

const grid9 = (learnt: Learnt): PresenceEngine => createPresenceEngine(floors.grid9, learnt);
const surveyed = (rows: readonly SurveyRow[]): Learnt => ({ survey: surveyOf(floors.grid9, rows).readings });
const trafficOf = (recordings: readonly Recording[]) => new Map(recordings.map(({ mobile, heard }) => [mobile, heard]));

/** One engine for each recording, that has never seen it. */
function leftOut(engineWithout: (recording: Recording) => PresenceEngine): (recording: Recording) => PresenceEngine {
  const engines = new Map<string, PresenceEngine>();
  return (recording) => {
    const engine = engines.get(recording.mobile) ?? engineWithout(recording);
    engines.set(recording.mobile, engine);
    return engine;
  };
}

const others = ({ mobile }: Recording): readonly Recording[] => walked.grid9.filter((one) => one.mobile !== mobile);

function learntFrom(traffic: readonly Recording[]): PresenceEngine {
  const loss = learnLoss(floors.grid9, trafficOf(traffic));
  return grid9(loss ? { loss } : {});
}

export function scannersOnly(): readonly MeasuredSet[] {
  const engine = createPresenceEngine(floors.quad4);
  const of = (id: string, recordings: readonly Recording[]): MeasuredSet => measured(id, recordings, () => engine);
  return [
    of('walk', walked.quad4),
    of('walk-1s', everyPhase(walked.quad4, 1000)),
    of('walk-2s', everyPhase(walked.quad4, 2000)),
    of('stand', stood.quad4),
    of('stand-1s', everyPhase(stood.quad4, 1000)),
    of('stand-2s', everyPhase(stood.quad4, 2000)),
  ];
}

export function surveyMap(): readonly MeasuredSet[] {
  const engine = grid9(surveyed(survey));
  const own = leftOut(({ mobile }) => grid9(surveyed(survey.filter(({ x, y }) => `name:still-${x}-${y}` !== mobile))));
  return [
    measured('walk', walked.grid9, () => engine),
    measured('walk-1s', everyPhase(walked.grid9, 1000), () => engine),
    measured('walk-2s', everyPhase(walked.grid9, 2000), () => engine),
    measured('stand', stood.grid9, own),
    measured('stand-1s', everyPhase(stood.grid9, 1000), own),
    measured('stand-2s', everyPhase(stood.grid9, 2000), own),
  ];
}

/** Every n-th point of the survey, from the first or the second on; who stood at one of them is not scored with it. */
export function smallSurveys(): readonly MeasuredSet[] {
  const points = [...new Set(survey.map(({ x, y }) => `${x}-${y}`))].sort((a, b) => a.localeCompare(b));
  return [40, 20, 10].flatMap((count) =>
    [0, 1].flatMap((first) => {
      const chosen = new Set(
        Array.from({ length: count }, (_, index) => points[(Math.floor((index * points.length) / count) + first) % points.length]),
      );
      const engine = grid9(surveyed(survey.filter(({ x, y }) => chosen.has(`${x}-${y}`))));
      const away = stood.grid9.filter(({ mobile }) => !chosen.has(mobile.replace('name:still-', '')));
      const sets = [measured(`walk-${count}-${first}`, walked.grid9, () => engine)];
      return away.length >= FEWEST ? [...sets, measured(`stand-${count}-${first}`, away, () => engine)] : sets;
    }),
  );
}

export function positionsOnly(): readonly MeasuredSet[] {
  const fromStills = learntFrom(stood.grid9);
  const fromWalks = learntFrom(walked.grid9);
  const nothing = grid9({});
  return [
    measured(
      'walk',
      walked.grid9,
      leftOut((recording) => learntFrom(others(recording))),
    ),
    measured('walk-other-date', walked.grid9, () => fromStills),
    measured('walk-1s', everyPhase(walked.grid9, 1000), () => fromStills),
    measured('walk-2s', everyPhase(walked.grid9, 2000), () => fromStills),
    measured('stand', stood.grid9, () => fromWalks),
    measured('walk-nothing-learnt', walked.grid9, () => nothing),
    measured('stand-nothing-learnt', stood.grid9, () => nothing),
  ];
}

/** Devices that send more or less than the tag of the survey, and a scanner that was replaced after it. */
export function changedShops(): readonly MeasuredSet[] {
  const bySurvey = grid9(surveyed(survey));
  const byTraffic = learntFrom(stood.grid9);
  const gains = [-6, -3, 3, 6].flatMap((db) => {
    const phones = walked.grid9.map((recording) => louder(recording, db));
    return [measured(`survey-gain${db}`, phones, () => bySurvey), measured(`positions-gain${db}`, phones, () => byTraffic)];
  });
  const replaced = 'sensor41';
  const now = walked.grid9.map((recording) => louder(recording, 8, replaced));
  const readings = surveyOf(floors.grid9, survey).readings;
  const fresh = leftOut(({ mobile }) => {
    const sinceSurveyDb = learnSinceSurvey(floors.grid9, readings, trafficOf(now.filter((one) => one.mobile !== mobile)));
    return grid9({ survey: readings, ...(sinceSurveyDb && { sinceSurveyDb }) });
  });
  return [...gains, measured('replaced-stale', now, () => bySurvey), measured('replaced-fresh', now, fresh)];
}

export function atTheDoor(): readonly MeasuredSet[] {
  return (['walk', 'car'] as const).map((prefix) => {
    const runs = recordedDoor(prefix);
    const engine = createPresenceEngine(shopOf(parseSite(runs.site)));
    return measured(prefix, recordingsOf(runs), () => engine);
  });
}
