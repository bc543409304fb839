import { seededRandom } from '../../../edge/adapters/memory/random.ts';
import type { Step } from './trails.ts';

export interface Figures {
  readonly seconds: number;
  readonly accuracy: number;
  readonly changesPerMinute: number;
  readonly trueChangesPerMinute: number;
  readonly falseChangesPerHour: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type Trail = readonly Step[];

interface Counts {
  readonly steps: number;
  readonly right: number;
  readonly changes: number;
  readonly trueChanges: number;
}

const RESAMPLES = 2000;

export function figuresOf(trails: readonly Trail[], stepMs: number): Figures {
  return figuresFrom(trails.map(countsOf), stepMs);
}

/** What 19 of 20 resamples of the recordings keep to: the recordings are independent of each other, their seconds are not. */
export function intervalOf(trails: readonly Trail[], stepMs: number, figure: (figures: Figures) => number): Interval {
  const counts = trails.map(countsOf);
  const random = seededRandom(20_260_105);
  const values = Array.from({ length: RESAMPLES }, () => {
    const drawn = counts.map((own) => counts[Math.floor(random.unit() * counts.length)] ?? own);
    return figure(figuresFrom(drawn, stepMs));
  }).sort((a, b) => a - b);
  return { low: values[Math.floor(RESAMPLES * 0.025)] ?? 0, high: values[Math.floor(RESAMPLES * 0.975)] ?? 0 };
}

/** Of the decisions with a confidence between two edges: how many, how sure on average, how many of them right. */
export function reliabilityOf(trails: readonly Trail[], edges: readonly number[]) {
  const decided = trails.flat().filter(({ zone }) => zone !== undefined);
  return edges.slice(1).map((high, at) => {
    const low = edges[at] ?? 0;
    const own = decided.filter(({ confidence }) => confidence >= low && (confidence < high || (high === 1 && confidence === 1)));
    const mean = (of: (step: Step) => number): number => own.reduce((sum, step) => sum + of(step), 0) / own.length;
    return {
      low,
      high,
      share: own.length / decided.length,
      confidence: mean(({ confidence }) => confidence),
      right: mean(({ zone, truth }) => Number(zone === truth)),
    };
  });
}

/** Shift of the decisions against the truth that fits best, in steps. */
export function lagOf(trails: readonly Trail[], longest: number): number {
  const rightAt = (lag: number): number =>
    trails.reduce((sum, trail) => sum + trail.filter(({ zone }, step) => zone === trail[Math.max(0, step - lag)]?.truth).length, 0);
  const all = Array.from({ length: longest + 1 }, (_, lag) => rightAt(lag));
  return all.indexOf(Math.max(...all));
}

function figuresFrom(counts: readonly Counts[], stepMs: number): Figures {
  const sum = (of: (own: Counts) => number): number => counts.reduce((total, own) => total + of(own), 0);
  const seconds = (sum(({ steps }) => steps) * stepMs) / 1000;
  const [changes, trueChanges] = [sum((own) => own.changes), sum((own) => own.trueChanges)];
  return {
    seconds,
    accuracy: sum(({ right }) => right) / sum(({ steps }) => steps),
    changesPerMinute: (changes * 60) / seconds,
    trueChangesPerMinute: (trueChanges * 60) / seconds,
    falseChangesPerHour: (Math.max(0, changes - trueChanges) * 3600) / seconds,
  };
}

function countsOf(trail: Trail): Counts {
  return {
    steps: trail.length,
    right: trail.filter(({ zone, truth }) => zone === truth).length,
    changes: changesIn(trail.map(({ zone }) => zone)),
    trueChanges: changesIn(trail.map(({ truth }) => truth)),
  };
}

function changesIn(zones: readonly (string | undefined)[]): number {
  const decided = zones.filter((zone) => zone !== undefined);
  return decided.filter((zone, at) => at > 0 && zone !== decided[at - 1]).length;
}
