import type { Sighting } from '../../contract/sighting.ts';
import { adverts, type Device, fixture } from './adverts.ts';
import type { Channel } from './channel.ts';
import { type Dice, dice } from './dice.ts';
import { endOf, type Journey, type Placed } from './journey.ts';
import type { Person, Place } from './people.ts';

interface Source {
  readonly device: Device;
  readonly journey: Journey;
  readonly seed: number;
}

type StandsAt = (journey: Journey, tMs: number) => Placed | undefined;

/** Sightings are put in order of time a minute at a time. */
const SLICE_MS = 60_000;

/** All that the scanners of a shop hear of a day's devices, in order of time; clocks are right and every report arrives. */
export function* shopRadio(
  seed: number,
  place: Place,
  air: Channel,
  people: readonly Person[],
  day: { readonly opensMs: number; readonly closesMs: number; readonly fixtures: number; readonly fromMs: number },
  standsAt: StandsAt,
): Generator<Sighting> {
  const chance = dice(seed);
  const draw = (): number => chance.unit() * 2 ** 32;
  const all: Source[] = people.flatMap(({ journeys, devices }) =>
    devices.flatMap((device) => journeys.map((journey) => ({ device, journey, seed: draw() }))),
  );
  for (let index = 0; index < day.fixtures; index += 1) {
    all.push({ device: fixture(chance), journey: allDay(chance, place, day), seed: draw() });
  }
  const sources = all
    .filter(({ journey }) => endOf(journey) > day.fromMs)
    .map((source) => ({ ...source, fromMs: Math.max(day.fromMs, source.journey.waypoints[0]?.tMs ?? 0) }))
    .sort((a, b) => a.fromMs - b.fromMs);

  const anchors = place.plan.scanners.map((scanner) => scanner.id);
  let live: { hear: Generator<Sighting[]>; ahead: Sighting[] | undefined }[] = [];
  let coming = 0;
  const [first] = sources;
  for (let untilMs = first ? first.fromMs + SLICE_MS : 0; live.length > 0 || coming < sources.length; untilMs += SLICE_MS) {
    for (let source = sources[coming]; source && source.fromMs < untilMs; source = sources[coming]) {
      const hear = heard(source, air, anchors, standsAt);
      live.push({ hear, ahead: next(hear) });
      coming += 1;
    }
    const slice: Sighting[] = [];
    for (const one of live) {
      for (; one.ahead && (one.ahead[0]?.t ?? 0) < untilMs; one.ahead = next(one.hear)) slice.push(...one.ahead);
    }
    live = live.filter((one) => one.ahead);
    yield* slice.sort((a, b) => a.t - b.t);
  }
}

/** Each advert that somebody heard, as those heard it. */
function* heard(
  { device, journey, seed, fromMs }: Source & { readonly fromMs: number },
  air: Channel,
  anchors: readonly string[],
  standsAt: StandsAt,
): Generator<Sighting[]> {
  const chance = dice(seed);
  const worn = device.class === 'staff-tag' || device.class === 'fixture';
  const carried = air.carried(dice(chance.unit() * 2 ** 32), worn ? 'hand' : 'pocket');
  for (const { tMs, ...advert } of adverts(device, chance, fromMs, endOf(journey))) {
    const at = standsAt(journey, tMs);
    if (!at) continue;
    const t = Math.round(tMs);
    const sightings = anchors.flatMap((anchor, scanner): Sighting[] => {
      const rssiDbm = carried.hear(scanner, tMs, at, at.headingRad);
      return rssiDbm === undefined ? [] : [{ t, rx: t, anchor, ...advert, rssiDbm }];
    });
    if (sightings.length > 0) yield sightings;
  }
}

function allDay(chance: Dice, { plan }: Place, { opensMs, closesMs }: { opensMs: number; closesMs: number }): Journey {
  const [zone = 'out', ...zones] = plan.zones;
  const at = plan.pointIn(chance.pick([zone, ...zones]), chance);
  return {
    waypoints: [
      { tMs: opensMs, ...at },
      { tMs: closesMs, ...at },
    ],
    inside: { fromMs: opensMs, toMs: closesMs },
    aside: { x: 0, y: 0 },
  };
}

function next(generator: Generator<Sighting[]>): Sighting[] | undefined {
  const { value, done } = generator.next();
  return done ? undefined : value;
}
