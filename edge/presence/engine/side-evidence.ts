import type { Listener, Shop } from '../../domain/shop.ts';
import { decadesOf } from './path-loss.ts';
import { USUAL } from './path-loss-fit.ts';
import { CARRIED_M } from './signal-map.ts';

/** How strongly a listener heard a device; undefined where it did not. */
export type LevelOf = (listener: number) => number | undefined;

/** ln of the odds that a device is inside rather than outside, from how all of a shop hear it at one time. */
export type SideEvidence = (levelOf: LevelOf) => number;

/** From fewer places inside, the distances do not tell the sides. */
const PLACES = 3;
/** What counts for a side that hears nothing, and the lead that makes the odds of that side e to 1. */
const UNHEARD_DBM = -100;
const LEAD_DB = 2;
/** One moment is never surer than this: one packet in a lull of all others could be. */
const SURE = 4;

const CEILING_M = 2.5;
const CELL_M = 2;
/** The street before a scanner: so far along the wall both ways, and so far out of it. */
const STREET = { alongM: 16, outM: [1, 3, 5] };
/** What path loss leaves over of a level, and of what devices send and pockets take. */
const LEVEL_SD_DB = 4.5;
const DEVICE = { meanDb: -6, sdDb: 6 };
/** A device that should be heard more strongly than this, and is not, is likely elsewhere. */
const MISSED_DBM = -92;
/**
 * In favour of inside: there are fewer ways to be beside the shop than in it, and who is in the far corner is heard as badly as the street. Found
 * on generated days, as are the figures above it: what differs by shop, the exponent above all, changes little.
 */
const INSIDE = 1;

/** Undefined for a shop that does not listen outside. */
export function createSideEvidence(shop: Pick<Shop, 'listeners' | 'floor'>): SideEvidence | undefined {
  const { listeners } = shop;
  if (!listeners.some(({ side }) => side === 'outside')) return undefined;
  return placedEvidence(shop) ?? byLead(listeners);
}

/** By distances: undefined for a shop of which too few are known. */
function placedEvidence({ listeners, floor }: Pick<Shop, 'listeners' | 'floor'>): SideEvidence | undefined {
  if (!floor) return undefined;
  const places = listeners.map(placeOf);
  const inside = places.filter((place, at) => place && listeners[at]?.side !== 'outside');
  const street = listeners.filter(({ side }) => side === 'outside').flatMap((listener) => streetBefore(listener, floor));
  if (street.length === 0 || inside.length < PLACES) return undefined;
  return byPlace(decadesFrom(places, shopFloor(floor)), decadesFrom(places, street));
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** How much farther each listener is than 1 m, in decades, from each of the points: undefined for one of which nobody knows where it hangs. */
type Decades = readonly (readonly (number | undefined)[])[];

function placeOf({ x, y, z = CEILING_M }: Listener): Place | undefined {
  return x === undefined || y === undefined ? undefined : { x, y, z };
}

function shopFloor({ width, depth }: NonNullable<Shop['floor']>): Place[] {
  const points: Place[] = [];
  for (let x = CELL_M / 2; x < width; x += CELL_M) for (let y = CELL_M / 2; y < depth; y += CELL_M) points.push({ x, y, z: CARRIED_M });
  return points;
}

/** Before the wall that the listener hangs at. */
function streetBefore({ x, y }: Listener, { width, depth }: NonNullable<Shop['floor']>): Place[] {
  if (x === undefined || y === undefined) return [];
  const walls = [
    { outM: -x, at: (along: number, out: number): Place => ({ x: -out, y: y + along, z: CARRIED_M }) },
    { outM: x - width, at: (along: number, out: number): Place => ({ x: width + out, y: y + along, z: CARRIED_M }) },
    { outM: -y, at: (along: number, out: number): Place => ({ x: x + along, y: -out, z: CARRIED_M }) },
    { outM: y - depth, at: (along: number, out: number): Place => ({ x: x + along, y: depth + out, z: CARRIED_M }) },
  ];
  const { at } = walls.reduce((best, wall) => (wall.outM > best.outM ? wall : best));
  const points: Place[] = [];
  for (let along = -STREET.alongM; along <= STREET.alongM; along += CELL_M) for (const out of STREET.outM) points.push(at(along, out));
  return points;
}

function decadesFrom(places: readonly (Place | undefined)[], points: readonly Place[]): Decades {
  return points.map(({ x, y, z }) => places.map((at) => at && decadesOf(Math.hypot(x - at.x, y - at.y, z - at.z))));
}

/** The mean likelihood of what was and was not heard, over the floor and over the street. */
function byPlace(floor: Decades, street: Decades): SideEvidence {
  const listeners = [...(floor[0] ?? []).keys()];
  return (levelOf) => {
    const levels = listeners.map(levelOf);
    return clamped(logMean(floor, levels) - logMean(street, levels) + INSIDE);
  };
}

function logMean(points: Decades, levels: readonly (number | undefined)[]): number {
  const logs = points.map((decades) => logLikelihood(decades, levels));
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}

/** At its most likely offset, which is what the device sends and the pocket takes. */
function logLikelihood(decades: readonly (number | undefined)[], levels: readonly (number | undefined)[]): number {
  const expected = (decade: number): number => USUAL.atOneMetreDbm + DEVICE.meanDb + USUAL.exponent * decade;
  let count = 0;
  let sum = 0;
  for (const [listener, level] of levels.entries()) {
    const decade = decades[listener];
    if (level === undefined || decade === undefined) continue;
    count += 1;
    sum += level - expected(decade);
  }
  const offset = sum / (count + (LEVEL_SD_DB / DEVICE.sdDb) ** 2);
  let squares = (offset / DEVICE.sdDb) ** 2;
  for (const [listener, decade] of decades.entries()) {
    if (decade === undefined) continue;
    const level = levels[listener];
    const residual = level === undefined ? Math.max(0, expected(decade) + offset - MISSED_DBM) : level - expected(decade) - offset;
    squares += (residual / LEVEL_SD_DB) ** 2;
  }
  return -squares / 2;
}

/**
 * Where nobody knows how far the listeners hang from each other: half by the means of the listeners at the door, else of all, which no single
 * body upsets, and half by the best of either side, so that who is clearly heard in a department is inside.
 */
function byLead(listeners: readonly Listener[]): SideEvidence {
  const indexes = (test: (listener: Listener) => boolean): number[] => listeners.flatMap((listener, at) => (test(listener) ? [at] : []));
  const outside = indexes(({ side }) => side === 'outside');
  const others = indexes(({ side }) => side !== 'outside');
  const door = indexes(({ side }) => side === 'inside');
  const inside = door.length > 0 ? door : others;
  return (levelOf) => {
    const level = (listener: number): number => levelOf(listener) ?? UNHEARD_DBM;
    const mean = (of: readonly number[]): number => of.reduce((sum, listener) => sum + level(listener), 0) / Math.max(1, of.length);
    const max = (of: readonly number[]): number => Math.max(UNHEARD_DBM, ...of.map(level));
    return clamped((mean(inside) - mean(outside) + max(others) - max(outside)) / 2 / LEAD_DB);
  };
}

function clamped(odds: number): number {
  return Math.max(-SURE, Math.min(SURE, odds));
}

/** So long somebody stays on a side, on average. */
const STAY_MS = 60_000;

/** What is left of odds after a time in which the device may have crossed the threshold. */
export function agedOdds(odds: number, ageMs: number): number {
  const kept = Math.tanh(odds / 2) * Math.exp(-Math.max(0, ageMs) / STAY_MS);
  return Math.log((1 + kept) / (1 - kept));
}
