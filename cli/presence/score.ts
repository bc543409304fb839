/** What was decided of one mobile and where it was, step by step. */
export interface Trail {
  /** Undefined while nothing was decided. */
  readonly decided: readonly (string | undefined)[];
  readonly truth: readonly string[];
}

export interface PresenceScore {
  readonly seconds: number;
  readonly accuracy: number;
  readonly changesPerMinute: number;
  readonly trueChangesPerMinute: number;
  readonly falseChangesPerHour: number;
  readonly lagSeconds: number;
  /** Null where nobody was in any zone. */
  readonly dwellErrorShare: number | null;
}

/** The truth's word for "in no zone". */
export const OUT = 'out';

const LONGEST_LAG_MS = 30_000;

/** How good the decisions of all mobiles together are (DESIGN §7, `presence --json`). There must be a step at least. */
export function scorePresence(trails: readonly Trail[], stepMs: number): PresenceScore {
  const seconds = (sum(trails, ({ truth }) => truth.length) * stepMs) / 1000;
  const changes = sum(trails, ({ decided }) => changesIn(decided));
  const trueChanges = sum(trails, ({ truth }) => changesIn(truth));
  return {
    seconds,
    accuracy: accuracyAt(trails, 0),
    changesPerMinute: (changes * 60) / seconds,
    trueChangesPerMinute: (trueChanges * 60) / seconds,
    falseChangesPerHour: (Math.max(0, changes - trueChanges) * 3600) / seconds,
    lagSeconds: (lagSteps(trails, LONGEST_LAG_MS / stepMs) * stepMs) / 1000,
    dwellErrorShare: dwellErrorShare(trails),
  };
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

/** To be decided for the first time, or again after nothing was, is no move; to and from `out` is. */
function changesIn(zones: readonly (string | undefined)[]): number {
  let last: string | undefined;
  let changes = 0;
  for (const zone of zones) {
    if (zone === undefined) continue;
    if (last !== undefined && zone !== last) changes += 1;
    last = zone;
  }
  return changes;
}

/** The share of steps at which what was true so many steps ago is decided. Before its first row a mobile was where that says. */
function accuracyAt(trails: readonly Trail[], lag: number): number {
  const right = sum(trails, ({ decided, truth }) => {
    let agreeing = 0;
    for (let step = 0; step < decided.length; step += 1) if (decided[step] === truth[Math.max(0, step - lag)]) agreeing += 1;
    return agreeing;
  });
  return right / sum(trails, ({ truth }) => truth.length);
}

/** The shift with the best accuracy, the shortest of several. */
function lagSteps(trails: readonly Trail[], longest: number): number {
  let best = 0;
  let bestAccuracy = -1;
  for (let lag = 0; lag <= longest; lag += 1) {
    const accuracy = accuracyAt(trails, lag);
    if (accuracy <= bestAccuracy) continue;
    best = lag;
    bestAccuracy = accuracy;
  }
  return best;
}

/** Time in a zone too much or too little; being out is no dwell. */
function dwellErrorShare(trails: readonly Trail[]): number | null {
  const decided = stepsByZone(trails.map((trail) => trail.decided));
  const truth = stepsByZone(trails.map((trail) => trail.truth));
  const total = sum([...truth.values()], (steps) => steps);
  if (total === 0) return null;
  const zones = [...new Set([...decided.keys(), ...truth.keys()])];
  return sum(zones, (zone) => Math.abs((decided.get(zone) ?? 0) - (truth.get(zone) ?? 0))) / total;
}

function stepsByZone(trails: readonly (readonly (string | undefined)[])[]): Map<string, number> {
  const steps = new Map<string, number>();
  for (const zone of trails.flat()) {
    if (zone !== undefined && zone !== OUT) steps.set(zone, (steps.get(zone) ?? 0) + 1);
  }
  return steps;
}
