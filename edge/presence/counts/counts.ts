import type { FactDraft } from '../../../contract/facts/fact.ts';
import type { AnonymousSighting } from '../../domain/anonymous-sighting.ts';
import type { PresenceEvent } from '../../domain/presence-event.ts';
import type { Shop } from '../../domain/shop.ts';
import type { StateChange } from '../../ports/journal.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { USUAL } from '../engine/path-loss-fit.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import { strengthDbm } from '../engine/strength.ts';
import { createCrowd, isLate, WAIT_MS } from './crowd.ts';
import { footfallFact, frameOf } from './footfall-fact.ts';
import { createJudge } from './judge.ts';
import { createKeyLife } from './key-life.ts';
import { type CountedVisit, occupancy, quartersOf } from './occupancy.ts';
import { createOpeningHours } from './opening-hours.ts';
import { createPlacing } from './place.ts';
import { newQuarter, QUARTER_MS, type QuarterState, quarterKey, quarterOf, resumedQuarter, savedQuarter } from './quarter.ts';
import { slotOf } from './slot.ts';

export interface CountsParts {
  readonly shop: Shop;
  /** As it is by now: what a shop learns is used from then on. */
  readonly engine: () => PresenceEngine;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge'>;
  /** The visits that are remembered, of those who agreed to being counted. */
  readonly visits: () => Iterable<CountedVisit>;
  /** Gives all devices other pseudonyms. */
  readonly renewKey: () => void;
  readonly startedAt: number;
  /** The quarters as they were when the process last stopped. */
  readonly saved?: readonly { readonly value: object }[];
}

/** A change of counters that is to stand or fall with a fact. */
export interface DoorChange {
  readonly changes: readonly StateChange[];
  /** It could not be written. */
  undo(): void;
}

/** Facts of quarters that are due, to be written with the state that says so. */
export interface DueQuarters {
  readonly facts: readonly FactDraft[];
  readonly changes: readonly StateChange[];
  undo(): void;
}

export interface RunningQuarter {
  readonly from: number;
  readonly inside: number;
  readonly entered: number;
  readonly passersBy: number;
  readonly excluded: number;
}

/** What a shop's radio and doors say of everybody together: counters per 15 minutes, and of nobody anything else. */
export interface Counts {
  /** A device of nobody known. */
  anonymous(sighting: AnonymousSighting): void;
  /** A device that the site file says belongs to the shop. */
  listed(sighting: AnonymousSighting, as: 'staff' | 'fixture'): void;
  /** A sighting of somebody who is known; who it was is not asked. */
  known(sighting: { readonly t: number; readonly rx: number }): void;
  scannerHeard(scanner: string, rx: number): void;
  door(count: { readonly t: number; readonly in: number; readonly out: number }): DoorChange;
  /** What happened to visits, for how many were open. */
  follow(events: readonly PresenceEvent[]): void;
  /** Lets time pass; whether quarters are due. */
  advance(now: number): boolean;
  due(): DueQuarters;
  /** What changed since it was last asked: a restart goes on with it. */
  changes(): readonly StateChange[];
  running(): RunningQuarter | undefined;
  /** The computer is to be stopped: counts what waits for more, and forgets everybody. */
  stop(): void;
}

/** A shop that has a door counter hears of it at least once a day. */
const DOOR_MS = 86_400_000;
const SET_BACK_MS = 5000;

export function createCounts(parts: CountsParts): Counts {
  const { shop, telemetry, startedAt } = parts;
  const quarters = new Map<number, QuarterState>();
  for (const { value } of parts.saved ?? []) {
    const quarter = resumedQuarter(value);
    quarters.set(quarter.from, quarter);
  }
  const isRestart = quarters.has(quarterOf(startedAt));
  const unsaved = new Set<number>();
  /** Told quarters of which other visits may be known by now. */
  const recheck = new Set<number>();
  const frame = frameOf(shop);
  const hours = createOpeningHours(shop.timezone, shop.footfall);
  const listeners = new Map(shop.listeners.map((listener, index) => [listener.id, { index, kind: listener.kind }]));
  const isCounting = shop.footfall.anonymous === 'counters';
  const judge = createJudge({
    rules: shop.footfall,
    hours,
    placing: createPlacing(shop, parts.engine),
    change,
    entriesFrom: isRestart ? startedAt + WAIT_MS : 0,
  });
  const crowd = createCrowd(judge);
  const keyIsOver = createKeyLife(hours, startedAt);
  let now = startedAt;
  let refused = 0;
  let doorAt = Math.max(Number.NEGATIVE_INFINITY, ...[...quarters.values()].filter(({ hasDoor }) => hasDoor).map(({ from }) => from));

  function change(from: number): QuarterState | undefined {
    const quarter = quarters.get(from);
    if (!quarter) return undefined;
    quarter.isNews = true;
    quarter.changedAt = now;
    unsaved.add(from);
    return quarter;
  }

  function open(t: number): QuarterState {
    const from = quarterOf(t);
    const known = quarters.get(from);
    if (known) return known;
    const quarter = newQuarter(from, doorAt > from - DOOR_MS);
    quarters.set(from, quarter);
    unsaved.add(from);
    return quarter;
  }

  function observe(sighting: AnonymousSighting, listed?: 'listed-staff' | 'listed-fixture'): void {
    const listener = listeners.get(sighting.anchor);
    if (!listener) return;
    advance(sighting.rx);
    const quarter = change(quarterOf(sighting.t));
    if (!quarter) return;
    const counts = crowd.observe(sighting, listener.index, strengthDbm(sighting, listener.kind, USUAL), listed);
    if (listed) return;
    if (counts) addSighting(quarter, sighting);
    else quarter.tooLate += 1;
  }

  function addSighting(quarter: QuarterState, sighting: { readonly t: number; readonly rx: number }): void {
    quarter.sightings += 1;
    if (isLate(sighting)) quarter.late += 1;
  }

  function advance(t: number): void {
    // The clock was set back: nobody may be remembered for as long as it was ahead.
    if (t < now - SET_BACK_MS) forgetAll();
    now = t;
    open(t);
    crowd.advance(t);
    if (keyIsOver(t)) forgetAll();
  }

  function forgetAll(): void {
    crowd.forgetAll();
    parts.renewKey();
  }

  function isDue({ from, revision, isNews, changedAt }: QuarterState): boolean {
    if (now < from + QUARTER_MS + WAIT_MS) return false;
    // What comes late comes in heaps: it is told when it is over.
    return revision === 0 || (isNews && now - changedAt >= WAIT_MS);
  }

  /** The minutes of a quarter, where they are not what they were. */
  function takeMinutes(quarter: QuarterState): void {
    const minutes = occupancy(parts.visits(), quarter.from, quarter.minutes, { startedAt, until: now });
    if (JSON.stringify(minutes) === JSON.stringify(quarter.minutes)) return;
    quarter.minutes = minutes;
    change(quarter.from);
  }

  function look(): void {
    for (const from of recheck) {
      const quarter = quarters.get(from);
      if (quarter && quarter.revision > 0) takeMinutes(quarter);
    }
    recheck.clear();
    telemetry.gauge('aislegate_anonymous_devices', crowd.size());
    if (crowd.refused() > refused) telemetry.count('aislegate_anonymous_refused_total', {}, crowd.refused() - refused);
    refused = crowd.refused();
  }

  let lookedAt = slotOf(startedAt);
  open(startedAt);

  return {
    anonymous(sighting) {
      if (isCounting) observe(sighting);
    },
    listed: (sighting, as) => observe(sighting, `listed-${as}`),
    known(sighting) {
      const quarter = change(quarterOf(sighting.t));
      if (quarter) addSighting(quarter, sighting);
    },
    scannerHeard(scanner, rx) {
      const from = quarterOf(rx);
      if (!quarters.get(from)?.scanners.has(scanner) && shop.scannerZones.has(scanner)) change(from)?.scanners.add(scanner);
    },
    door({ t, in: entered, out }) {
      doorAt = Math.max(doorAt, t);
      const add = (by: 1 | -1): QuarterState | undefined => {
        const quarter = change(quarterOf(t));
        if (!quarter) return undefined;
        quarter.hasDoor = true;
        quarter.doorIn += by * entered;
        quarter.doorOut += by * out;
        return quarter;
      };
      const quarter = add(1);
      return { changes: quarter ? [savedQuarter(quarter)] : [], undo: () => add(-1) };
    },
    follow(events) {
      for (const event of events) for (const from of quartersOf(event)) recheck.add(from);
    },
    advance(t) {
      advance(t);
      if (slotOf(t) === lookedAt) return false;
      lookedAt = slotOf(t);
      look();
      return [...quarters.values()].some(isDue);
    },
    due() {
      const told = [...quarters.values()].filter(isDue).sort((a, b) => a.from - b.from);
      for (const quarter of told) {
        crowd.settle(quarter.from);
        takeMinutes(quarter);
        quarter.revision += 1;
        quarter.isNews = false;
        telemetry.count('aislegate_footfall_told_total', { revision: quarter.revision === 1 ? 'first' : 'later' });
      }
      return {
        facts: told.map((quarter) => footfallFact(quarter, frame, parts.engine().grade)),
        changes: told.map(savedQuarter),
        undo: () => {
          for (const quarter of told) quarter.isNews = true;
        },
      };
    },
    changes() {
      const running = quarters.get(quarterOf(now));
      if (running) takeMinutes(running);
      const oldest = quarterOf(now - shop.presence.logLateMs) - QUARTER_MS;
      const over = [...quarters.keys()].filter((from) => from < oldest);
      for (const from of over) quarters.delete(from);
      const changed = [...unsaved].flatMap((from) => quarters.get(from) ?? []);
      unsaved.clear();
      return [...changed.map(savedQuarter), ...over.map((from) => ({ key: quarterKey(from), value: undefined }))];
    },
    stop: forgetAll,
    running() {
      const quarter = quarters.get(quarterOf(now));
      if (!quarter) return undefined;
      const { from, inside, entered, passersBy, excluded } = quarter;
      const excludedDevices = Object.values(excluded).reduce((sum, devices) => sum + devices, 0);
      return { from, inside: inside.devices, entered: entered.devices, passersBy: passersBy.devices, excluded: excludedDevices };
    },
  };
}
