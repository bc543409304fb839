import { type Dice, dice } from './dice.ts';
import { employee, groupSize, type Membership, type Person, type Place, passersBy, shoppers } from './people.ts';

export interface CrowdOptions {
  readonly opensMs: number;
  readonly closesMs: number;
  /** People, not groups. */
  readonly shoppersPerHour: number;
  /** Mean of the Poisson behind the group sizes, before the groups of none are left out. */
  readonly groupLambda?: number;
  readonly memberShare?: number;
  /** Of the members, those with the app. */
  readonly appShare?: number;
  /** How often badges, tags and the app are heard; their own where absent. */
  readonly advertMs?: number;
  /** The members' identifiers: each is in the shop once at a time. Drawn where absent. */
  readonly members?: readonly string[];
  readonly employees?: number;
  /** People who pass for one who comes in. */
  readonly passing?: number;
}

const DEFAULT = { groupLambda: 0.7, memberShare: 0.3, appShare: 0.3, employees: 2 };
/** Three to ten people pass for one who comes in. Assumed. */
const PASSING = { from: 3, to: 10 };

/** Everybody of a day, in no order. */
export function crowd(chance: Dice, place: Place, options: CrowdOptions): Person[] {
  const { opensMs, closesMs, shoppersPerHour } = options;
  const { groupLambda, memberShare, appShare, employees, advertMs } = { ...DEFAULT, ...options };
  const groupsPerMs = shoppersPerHour / 3_600_000 / (groupLambda / (1 - Math.exp(-groupLambda)));
  const drawnPassing = chance.between(PASSING.from, PASSING.to);
  const passing = options.passing ?? drawnPassing;
  const take = options.members && taker(options.members);
  const membership: Membership = {
    share: memberShare,
    appShare,
    ...(advertMs !== undefined && { intervalMs: advertMs }),
    ...(take && { take }),
  };
  const own = (): Dice => dice(chance.unit() * 2 ** 32);
  let group = 0;
  const groups = (perMs: number, come: (own: Dice, group: number, size: number, atMs: number) => Person[]): Person[] =>
    arrivals(own(), opensMs, closesMs, perMs).flatMap((atMs) => {
      const theirs = own();
      group += 1;
      return come(theirs, group, groupSize(theirs, groupLambda), atMs);
    });
  return [
    ...Array.from({ length: employees }, (_, index) => employee(own(), place, index + 1, opensMs, closesMs, advertMs)),
    ...groups(groupsPerMs, (theirs, number, size, atMs) => shoppers(theirs, place, number, size, membership, atMs, closesMs)),
    ...groups(groupsPerMs * passing, (theirs, number, size, atMs) => passersBy(theirs, place, number, size, atMs)),
  ];
}

/** The member who left the longest ago comes next, if one is away. */
function taker(members: readonly string[]): NonNullable<Membership['take']> {
  const home = members.map((id) => ({ id, fromMs: Number.NEGATIVE_INFINITY }));
  return (fromMs, untilMs) => {
    const next = home.shift();
    if (!next) return undefined;
    const isHome = next.fromMs <= fromMs;
    home.push(isHome ? { id: next.id, fromMs: untilMs } : next);
    home.sort((a, b) => a.fromMs - b.fromMs);
    return isHome ? next.id : undefined;
  };
}

/** Poisson with two busy times, towards noon and towards the evening; the mean over the day is what was asked for. */
function arrivals(chance: Dice, fromMs: number, toMs: number, perMs: number): number[] {
  const busy = (tMs: number): number => 1 - 0.5 * Math.cos((4 * Math.PI * (tMs - fromMs)) / (toMs - fromMs));
  const times: number[] = [];
  for (let tMs = fromMs; perMs > 0; ) {
    tMs += chance.exponential(1 / (1.5 * perMs));
    if (tMs >= toMs) break;
    if (chance.unit() * 1.5 < busy(tMs)) times.push(tMs);
  }
  return times;
}
