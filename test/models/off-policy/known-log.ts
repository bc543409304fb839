import { type Dice, dice } from '../../../devices/simulator/dice.ts';
import type { LoggedChoice, Policy } from '../../../models/off-policy/log.ts';

/** A log of which it is known what every choice would have earned. */
export interface KnownChoice extends LoggedChoice {
  /** True mean reward of each candidate. */
  readonly truth: readonly number[];
  readonly kind: number;
}

export interface KnownLogOptions {
  readonly seed: number;
  readonly rows?: number;
  readonly members?: number;
  /** Of choosing evenly instead of the first candidate. */
  readonly explores?: number;
  /** How wrong the model is that the direct part uses. */
  readonly modelError?: number;
}

const ARMS = 4;

/** Members of three kinds want different offers, and some want everything more than others do. */
export function knownLog({ seed, rows = 3000, members = 200, explores = 0.3, modelError = 0.5 }: KnownLogOptions): readonly KnownChoice[] {
  const chance = dice(seed * 2_654_435_761);
  const eager = Array.from({ length: members }, () => chance.between(0.5, 1.5));
  return Array.from({ length: rows }, (): KnownChoice => {
    const member = Math.floor(chance.unit() * members);
    const kind = member % 3;
    const truth = Array.from({ length: ARMS }, (_, arm) => 0.2 * (arm === kind ? 2 : 0.6) * (eager[member] ?? 1));
    const propensities = truth.map((_, arm) => explores / ARMS + (arm === 0 ? 1 - explores : 0));
    const chosen = drawn(propensities, chance);
    const expected = truth.map((value, arm) => value * (1 + modelError * (arm % 2 === 0 ? 1 : -1)));
    const reward = chance.unit() < (truth[chosen] ?? 0) ? 1 : 0;
    return { member: `member-${member}`, kind, truth, propensities, chosen, expected, reward };
  });
}

/** What a policy is worth on the members and moments of the log, were rewards their means. */
export function worthOf(log: readonly KnownChoice[], policy: Policy<KnownChoice>): number {
  const worths = log.map((row) => {
    const chances = policy(row);
    return row.truth.reduce((sum, value, arm) => sum + value * (chances[arm] ?? 0), 0);
  });
  return worths.reduce((sum, worth) => sum + worth, 0) / log.length;
}

const certain = (arm: number): readonly number[] => Array.from({ length: ARMS }, (_, index) => (index === arm ? 1 : 0));
/** Each kind of member gets what it wants. */
export const knowing: Policy<KnownChoice> = ({ kind }) => certain(kind);
export const always =
  (arm: number): Policy<KnownChoice> =>
  () =>
    certain(arm);

function drawn(chances: readonly number[], { unit }: Dice): number {
  let left = unit();
  const found = chances.findIndex((chance) => {
    left -= chance;
    return left < 0;
  });
  return found < 0 ? chances.length - 1 : found;
}
