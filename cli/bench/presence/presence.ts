import type { DeviceTrack, PresenceEngine } from '../../../edge/presence/engine/presence-engine.ts';
import { type Bench, type Figure, median, RUNS } from '../figure.ts';
import { SCANNERS } from './bench-shop.ts';
import { type Crowd, DEVICES, hearCrowd } from './crowd.ts';
import { heldBytes } from './held-bytes.ts';
import { BENCH_ENGINES } from './shops.ts';
import { Strongest } from './strongest.ts';
import { subjectBytes } from './subjects.ts';

/** Until every window is full and every standing device is known to stand. */
const WARM_S = 25;
const RUN_S = 4;
const EPOCH = Date.UTC(2026, 0, 5, 10);
const CORE_BAR = 0.5;
const STATE_BAR_BYTES = 4096;

/** A rule for devices, and what it keeps of one. */
interface Rule<T> {
  track(): T;
  observe(track: T, scanner: number, t: number, rssiDbm: number): void;
  decide(track: T, t: number): unknown;
}

/** What it costs to know where everybody is. */
export const benchPresence: Bench = async (say) => {
  const seconds = WARM_S + RUNS * RUN_S;
  say(`${DEVICES} devices at ${SCANNERS.length} scanners for ${seconds} s, four in five standing …`);
  const crowd = hearCrowd(seconds);
  const plain = measure(crowd, STRONGEST);
  const cost = <Name extends keyof typeof WHAT>(name: Name) => ({ name, ...measure(crowd, engineRule(BENCH_ENGINES[name]())) });
  const grid = [cost('positions'), cost('survey')];
  const measured = [...grid, cost('scanners')];
  const door = cost('door');
  const subject = subjectBytes();
  return [
    ...coreShares(
      'core-share',
      'the floor plan, whichever of the two below costs more',
      Math.max(...grid.map(({ core }) => core)),
      plain.core,
    ),
    ...measured.flatMap(({ name, core }) => coreShares(`core-share-${name}`, WHAT[name], core, plain.core)),
    ...stateBytes('state-bytes-per-device', 'the most of the three below', Math.max(...measured.map(({ bytes }) => bytes)), plain.bytes),
    ...measured.flatMap(({ name, bytes }) => stateBytes(`state-bytes-per-device-${name}`, WHAT[name], bytes, plain.bytes)),
    ...coreShares('core-share-door', WHAT.door, door.core, plain.core).map(withoutBar),
    ...stateBytes('state-bytes-per-device-door', WHAT.door, door.bytes, plain.bytes).map(withoutBar),
    { id: 'state-bytes-per-subject', what: SUBJECT, value: subject, unit: 'B', better: 'lower' },
  ];
};

const WHAT = {
  positions: 'zones from scanner positions and learnt path loss',
  survey: 'zones from a survey',
  scanners: 'zones from the scanners in them',
  door: 'zones from scanner positions behind a door with a scanner on each side',
} as const;
const SUBJECT = 'memory of the visits of somebody who is there for the third time that day, eight stays each, beside that of the device';
const PLAIN = 'strongest mean of 5 s';

function coreShares(id: string, what: string, value: number, plain: number): Figure[] {
  const reference = { name: PLAIN, value: plain, unit: 'of a core' };
  return [{ id, what: `processor time: ${what}`, value, unit: 'of a core', better: 'lower', bar: CORE_BAR, reference }];
}

function stateBytes(id: string, what: string, value: number, plain: number): Figure[] {
  const reference = { name: PLAIN, value: plain, unit: 'B' };
  return [{ id, what: `memory of a device: ${what}`, value, unit: 'B', better: 'lower', bar: STATE_BAR_BYTES, reference }];
}

/** Processor time per second of the shop, and what a device that was heard all the time keeps in memory, its buffers included. */
function measure<T>(crowd: Crowd, rule: Rule<T>): { readonly core: number; readonly bytes: number } {
  // The first devices pay for the compiling of the code; the memory of the second ones is theirs alone.
  const tracks = Array.from({ length: DEVICES }, rule.track);
  const shares = Array.from({ length: RUNS }, () => 0);
  for (let second = 0; second < WARM_S; second += 1) live(crowd, second, rule, tracks);
  for (const run of shares.keys()) {
    const started = process.cpuUsage();
    for (let second = 0; second < RUN_S; second += 1) live(crowd, WARM_S + run * RUN_S + second, rule, tracks);
    const { user, system } = process.cpuUsage(started);
    shares[run] = (user + system) / 1e6 / RUN_S;
  }
  const before = heldBytes();
  const others = Array.from({ length: DEVICES }, rule.track);
  for (let second = 0; second < WARM_S; second += 1) live(crowd, second, rule, others);
  const bytes = (heldBytes() - before) / others.length;
  // Named here so that nothing of the first ones was let go while the second ones were weighed.
  return { core: tracks.length > 0 ? median(shares) : Number.NaN, bytes };
}

/** A further figure: what nobody set a bar for. */
function withoutBar({ bar: _, ...figure }: Figure): Figure {
  return figure;
}

/** A second of the shop: everything that is heard, then where everybody is. */
function live<T>({ seconds, phaseMs }: Crowd, second: number, rule: Rule<T>, tracks: readonly T[]): void {
  const levels = seconds[second] ?? new Int8Array();
  const from = EPOCH + second * 1000;
  for (const [device, track] of tracks.entries()) {
    const t = from + (phaseMs[device] ?? 0);
    for (let scanner = 0; scanner < SCANNERS.length; scanner += 1) {
      const rssiDbm = levels[device * SCANNERS.length + scanner] ?? 0;
      if (rssiDbm !== 0) rule.observe(track, scanner, t, rssiDbm);
    }
  }
  for (const track of tracks) rule.decide(track, from + 1000);
}

function engineRule(engine: PresenceEngine): Rule<DeviceTrack> {
  return {
    track: engine.track,
    observe: (track, scanner, t, rssiDbm) => track.observe({ t, anchor: SCANNERS[scanner]?.id ?? '', rssiDbm }),
    decide: (track, t) => track.decide(t),
  };
}

const STRONGEST: Rule<Strongest> = {
  track: () => new Strongest(SCANNERS.length),
  observe: (track, scanner, t, rssiDbm) => track.observe(scanner, secondOf(t), rssiDbm),
  decide: (track, t) => track.decide(secondOf(t) - 1),
};

function secondOf(t: number): number {
  return Math.floor((t - EPOCH) / 1000);
}
