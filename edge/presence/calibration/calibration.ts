import type { Shop } from '../../domain/shop.ts';
import type { StateChange } from '../../ports/journal.ts';
import { createPresenceEngine } from '../engine/create-engine.ts';
import { groundOf } from '../engine/ground.ts';
import type { Grade, Heard, PresenceEngine } from '../engine/presence-engine.ts';
import type { Survey } from '../engine/survey.ts';
import { type Lesson, learning } from './learning.ts';
import { type Calibrated, calibrationChange, offsetsOf, savedCalibration } from './saved.ts';
import { TrafficPool } from './traffic-pool.ts';

export interface CalibrationReport {
  readonly grade: Grade;
  /** What is kept at the moment to be learnt from next, in minutes. */
  readonly waitingMinutes: number;
  readonly learnt: Calibrated | undefined;
  /** Times that what was learnt anew explained the traffic worse than what was known, and was not taken. */
  readonly rejected: number;
  readonly survey: Pick<Survey, 'points' | 'strangers'> | undefined;
}

export interface Calibration {
  /** Gives each new track what was learnt last. */
  readonly engine: PresenceEngine;
  /** Somebody who agreed to be known was heard. */
  hear(track: string, heard: Heard): void;
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
  const ground = groundOf(shop, surveyed?.readings);
  const newEngine = (): PresenceEngine =>
    createPresenceEngine(shop, { ...(surveyed && { survey: surveyed.readings }), ...lessonOf(calibrated) }, ground);
  let engine = newEngine();
  const learningGround = engine.grade === 'positions' || engine.grade === 'survey' ? ground : undefined;
  let rejected = 0;
  let triedAt: number | undefined;
  let need = calibrated ? MOST_STRETCHES : FIRST_STRETCHES;
  let firstTagAt: number | undefined;
  let expiredAt = Number.NEGATIVE_INFINITY;
  let underWay:
    | { readonly learning: Iterator<undefined, Lesson | undefined>; readonly from: Pick<Calibrated, 'minutes' | 'tags'> }
    | undefined;

  function lessonOf(known: Calibrated | undefined): Lesson {
    const offsetsDb = known && offsetsOf(shop, known);
    if (surveyed) return offsetsDb ? { sinceSurveyDb: offsetsDb } : {};
    if (known?.atOneMetreDbm === undefined || known.exponent === undefined || !offsetsDb) return {};
    return { loss: { atOneMetreDbm: known.atOneMetreDbm, exponent: known.exponent, offsetsDb } };
  }

  function isDue(t: number): boolean {
    if (pool.fresh >= need) return true;
    if (firstTagAt === undefined) return false;
    const lastAt = triedAt ?? calibrated?.learntAt;
    return lastAt === undefined ? t - firstTagAt >= TAGS_AFTER_MS : t - lastAt >= TAGS_AGAIN_MS;
  }

  function take({ loss, sinceSurveyDb }: Lesson, t: number, from: Pick<Calibrated, 'minutes' | 'tags'>): Calibrated {
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
    hear(track, heard) {
      if (learningGround) pool.hear(track, heard);
    },
    hearTag(tag, heard) {
      if (!learningGround) return;
      firstTagAt ??= heard.t;
      pool.hearTag(tag, heard);
    },
    forget: (subject) => pool.forget(subject),
    work(t) {
      if (!learningGround) return undefined;
      if (t - expiredAt >= EXPIRY_MS) {
        pool.expire(t);
        expiredAt = t;
      }
      if (!underWay) {
        if (!isDue(t)) return undefined;
        const from = { minutes: Math.round(pool.minutes), tags: pool.tags };
        underWay = { learning: learning(shop, learningGround, pool.use(), lessonOf(calibrated)), from };
      }
      const piece = underWay.learning.next();
      if (!piece.done) return undefined;
      const { from } = underWay;
      underWay = undefined;
      triedAt = t;
      need = Math.min(MOST_STRETCHES, 2 * need);
      if (!piece.value) {
        rejected += 1;
        return undefined;
      }
      calibrated = take(piece.value, t, from);
      engine = newEngine();
      return calibrationChange(kind, calibrated);
    },
    report: () => ({
      grade: engine.grade,
      waitingMinutes: Math.round(pool.minutes),
      learnt: calibrated,
      rejected,
      survey: survey && { points: survey.points, strangers: survey.strangers },
    }),
  };
}
