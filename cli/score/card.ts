import type { Sighting } from '../../contract/sighting.ts';
import type { Site } from '../../contract/site.ts';
import type { TraceLine } from '../../contract/trace.ts';
import { type Condition, underCondition } from '../../devices/simulator/conditions.ts';
import { dayTrace } from '../../devices/simulator/day-trace.ts';
import { spoiled } from '../../devices/simulator/faults.ts';
import { type ShopDay, shopDay } from '../../devices/simulator/shop-day.ts';
import { memoryModelStore } from '../../edge/adapters/memory/model-store.ts';
import { shopOf } from '../../edge/config/shop.ts';
import { replayInProcess } from '../replay/in-process.ts';
import { type Interval, interval } from './interval.ts';
import { MEASURES, type Measure, type Measured, measure } from './measures.ts';
import { membersOf } from './members.ts';
import { listener, type Told } from './told.ts';
import { truthOf } from './truth.ts';

export interface ScoreCard {
  readonly condition: Condition;
  readonly seeds: number;
  readonly measures: Readonly<Partial<Record<Measure, Interval>>>;
  /** What the condition changes of the same days without it; absent where these were not lived. */
  readonly changes?: Readonly<Partial<Record<Measure, Interval>>>;
  readonly days: readonly Scored[];
}

/** One day, and how its radio was drawn. */
export interface Scored {
  readonly seed: number;
  readonly rssiAt1mDbm: number;
  readonly pathLossExponent: number;
  readonly measured: Measured;
}

export interface CardOptions {
  readonly site: Site;
  readonly seeds: readonly number[];
  readonly conditions: readonly Condition[];
  readonly opensMs: number;
  readonly hours: number;
  readonly shoppersPerHour: number;
  /** What of the beginning is lived and not scored. */
  readonly unscoredMs?: number;
  readonly onDay?: (done: number) => void;
}

/** Of the people who come in, as many are members as make a card steady; how many they are changes no figure by itself. */
const MEMBER_SHARE = 0.5;
/** Who and what is there all day is told apart on the first hour as on the last; one of each keeps a card quick. */
const ALL_DAY = { employees: 1, fixtures: 1 };
/** A shop learns its radio from its traffic: until then, and while it fills, nothing is scored. */
const UNSCORED_MS = 900_000;
/** Nothing is on offer on a generated day. */

/** Generated days through the stages of an edge, under each condition and with each seed, beside their truth. */
export async function scoreCards(options: CardOptions): Promise<ScoreCard[]> {
  const { seeds, conditions, onDay = () => {} } = options;
  const measured = new Map<Condition, Scored[]>(conditions.map((condition) => [condition, []]));
  let done = 0;
  for (const seed of seeds) {
    const days = createDays(options, seed);
    for (const condition of conditions) {
      measured.get(condition)?.push(await days(condition));
      done += 1;
      onDay(done);
    }
  }
  return [...measured].map(([condition, days]) => cardOf(condition, days, condition === 'none' ? undefined : measured.get('none')));
}

/** The mean over days, and against the same days with nothing wrong: these differ from each other far more than a condition changes them. */
export function cardOf(condition: Condition, days: readonly Scored[], plain: readonly Scored[] | undefined): ScoreCard {
  const card = { condition, seeds: days.length, measures: intervals(days), days };
  if (!plain) return card;
  const plainOf = new Map(plain.map(({ seed, measured }) => [seed, measured]));
  const changed = days.flatMap((day): Scored[] => {
    const before = plainOf.get(day.seed);
    return before ? [{ ...day, measured: difference(day.measured, before) }] : [];
  });
  return { ...card, changes: intervals(changed) };
}

function difference(after: Measured, before: Measured): Measured {
  const of = (name: Measure): number | null => {
    const [a, b] = [after[name], before[name]];
    return a === null || b === null ? null : a - b;
  };
  return Object.fromEntries(MEASURES.map((name) => [name, of(name)])) as Record<Measure, number | null>;
}

function intervals(rows: readonly Scored[]): ScoreCard['measures'] {
  return Object.fromEntries(
    MEASURES.flatMap((name) => {
      const found = interval(rows.flatMap(({ measured }) => measured[name] ?? []));
      return found ? [[name, found]] : [];
    }),
  );
}

/** The same people and the same air under every condition of a seed: what the air carries is worked out once where nothing in it changed. */
function createDays(
  { site, opensMs, hours, shoppersPerHour, unscoredMs = UNSCORED_MS }: CardOptions,
  seed: number,
): (condition: Condition) => Promise<Scored> {
  const closesMs = opensMs + unscoredMs + Math.round(hours * 3_600_000);
  const base = { site, seed, opensMs, closesMs, shoppersPerHour, memberShare: MEMBER_SHARE, ...ALL_DAY };
  let plain: { readonly day: ShopDay; readonly heard: readonly Sighting[] } | undefined;
  return async (condition) => {
    const { day: changed, faults } = underCondition(condition, site, { seed, opensMs, closesMs });
    const isPlain = Object.keys(changed).length === 0;
    const made = isPlain && plain ? plain : heardOn(shopDay({ ...base, ...changed }));
    if (isPlain) plain = made;
    const members = membersOf(made.day, opensMs);
    const ignore = badgesOf(made.day);
    const told = await live({ ...site, ignore: [...(site.ignore ?? []), ...ignore] }, opensMs, members, () =>
      dayTrace(site.shop.id, spoiled(made.heard, faults, seed), { receipts: made.day.receipts(), visits: made.day.visits }),
    );
    const { rssiAt1mDbm, pathLossExponent } = made.day.channel;
    return { seed, rssiAt1mDbm, pathLossExponent, measured: measure(told, truthOf(made.day, members.subjectOf), opensMs + unscoredMs) };
  };
}

function heardOn(day: ShopDay): { readonly day: ShopDay; readonly heard: readonly Sighting[] } {
  return { day, heard: [...day.sightings()] };
}

function badgesOf({ people }: ShopDay): NonNullable<Site['ignore']> {
  return people
    .filter(({ kind }) => kind === 'staff')
    .flatMap(({ devices: [badge] }) => (badge ? [{ id: badge.id, as: 'staff' as const }] : []));
}

async function live(
  site: Site,
  opensMs: number,
  { replica, keyRing }: Pick<ReturnType<typeof membersOf>, 'replica' | 'keyRing'>,
  lines: () => Generator<TraceLine>,
): Promise<Told> {
  const heard = listener();
  await replayInProcess({
    shop: shopOf(site),
    replica,
    keyRing,
    models: memoryModelStore(),
    modelKeys: [],
    seed: 1,
    lines: each(lines()),
    firstMs: opensMs,
    onFact: heard.hear,
  });
  return heard.told();
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
