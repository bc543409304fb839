import type { Shop } from '../../domain/shop.ts';
import type { StateChange } from '../../ports/journal.ts';
import { createPresenceEngine } from '../engine/create-engine.ts';
import type { Learnt } from '../engine/grade.ts';
import type { Grade, Heard, PresenceEngine } from '../engine/presence-engine.ts';
import type { Survey } from '../engine/survey.ts';
import { learning } from './learning.ts';
import { type Calibrated, calibrationChange, offsetsOf, savedCalibration } from './saved.ts';
import { TrafficPool } from './traffic-pool.ts';

export interface CalibrationReport {
  readonly grade: Grade;
  /** What is kept at the moment to be learnt from next, in minutes. */
  readonly waitingMinutes: number;
  readonly learnt: Calibrated | undefined;
  readonly survey: Pick<Survey, 'points' | 'strangers'> | undefined;
}

export interface Calibration {
  /** Gives each new track what was learnt last. */
  readonly engine: PresenceEngine;
  /** Somebody who agreed to be known was heard. */
  hear(subject: string, heard: Heard): void;
  /** One of the shop's own beacons was heard. */
  hearTag(tag: string, heard: Heard): void;
  forget(subject: string): void;
  /** A little of the learning, where there is any to do; what is to be kept, where it came to an end. */
  work(t: number): StateChange | undefined;
  report(): CalibrationReport;
}

export interface CalibrationParts {
  readonly shop: Shop;
  readonly survey?: Survey | undefined;
  /** What was learnt before the process last stopped. */
  readonly saved?: readonly { readonly key: string; readonly value: object }[];
}

/** Fewer points say less of a shop than it learns by itself. */
const LEAST_POINTS = 5;
/** The first figures come after some minutes, better ones after twice as many; then they are kept fresh. */
const FIRST_STRETCHES = 10;
const MOST_STRETCHES = 50;
/** The shop's own tags alone say enough, when they were heard for a while; what they say changes slowly. */
const TAGS_AFTER_MS = 600_000;
const TAGS_AGAIN_MS = 21_600_000;
const EXPIRY_MS = 1000;

/**
 * Lets a shop learn its own radio while it runs: minutes of what is heard of people who agreed to be known, and of the shop's own beacons, are
 * kept in memory, and path loss and the scanners' offsets learnt from them, a little at each tick. Nothing but those figures is ever kept.
 */
export function createCalibration({ shop, survey, saved = [] }: CalibrationParts): Calibration {
  const surveyed = survey && survey.points >= LEAST_POINTS ? survey : undefined;
  const kind = surveyed ? 'survey' : 'positions';
  const pool = new TrafficPool();
  let calibrated = savedCalibration(kind, saved);
  let engine = createPresenceEngine(shop, learntOf(calibrated));
  const isLearner = engine.grade === 'positions' || engine.grade === 'survey';
  let need = calibrated ? MOST_STRETCHES : FIRST_STRETCHES;
  let firstTagAt: number | undefined;
  let expiredAt = Number.NEGATIVE_INFINITY;
  let underWay: { readonly learning: Iterator<undefined, Learnt>; readonly from: Pick<Calibrated, 'minutes' | 'tags'> } | undefined;

  function learntOf(known: Calibrated | undefined): Learnt {
    const offsetsDb = known && offsetsOf(shop, known);
    if (surveyed) return { survey: surveyed.readings, ...(offsetsDb && { sinceSurveyDb: offsetsDb }) };
    if (known?.atOneMetreDbm === undefined || known.exponent === undefined || !offsetsDb) return {};
    return { loss: { atOneMetreDbm: known.atOneMetreDbm, exponent: known.exponent, offsetsDb } };
  }

  function isDue(t: number): boolean {
    if (pool.fresh >= need) return true;
    if (firstTagAt === undefined) return false;
    return calibrated ? t - calibrated.learntAt >= TAGS_AGAIN_MS : t - firstTagAt >= TAGS_AFTER_MS;
  }

  function take({ loss, sinceSurveyDb }: Learnt, t: number, from: Pick<Calibrated, 'minutes' | 'tags'>): Calibrated {
    const offsets = sinceSurveyDb ?? loss?.offsetsDb ?? [];
    return {
      learntAt: t,
      ...from,
      ...(loss && { atOneMetreDbm: loss.atOneMetreDbm, exponent: loss.exponent }),
      offsetsDb: Object.fromEntries(shop.listeners.map(({ id }, listener) => [id, offsets[listener] ?? 0])),
    };
  }

  return {
    engine: {
      grade: engine.grade,
      stepMs: engine.stepMs,
      knows: (anchor) => engine.knows(anchor),
      track: () => engine.track(),
    },
    hear(subject, heard) {
      if (isLearner) pool.hear(subject, heard);
    },
    hearTag(tag, heard) {
      if (!isLearner) return;
      firstTagAt ??= heard.t;
      pool.hearTag(tag, heard);
    },
    forget: (subject) => pool.forget(subject),
    work(t) {
      if (!isLearner) return undefined;
      if (t - expiredAt >= EXPIRY_MS) {
        pool.expire(t);
        expiredAt = t;
      }
      if (!underWay) {
        if (!isDue(t)) return undefined;
        const from = { minutes: Math.round(pool.minutes), tags: pool.tags };
        underWay = { learning: learning(shop, surveyed?.readings, pool.use()), from };
      }
      const piece = underWay.learning.next();
      if (!piece.done) return undefined;
      calibrated = take(piece.value, t, underWay.from);
      underWay = undefined;
      need = Math.min(MOST_STRETCHES, 2 * need);
      engine = createPresenceEngine(shop, learntOf(calibrated));
      return calibrationChange(kind, calibrated);
    },
    report: () => ({
      grade: engine.grade,
      waitingMinutes: Math.round(pool.minutes),
      learnt: calibrated,
      survey: survey && { points: survey.points, strangers: survey.strangers },
    }),
  };
}
