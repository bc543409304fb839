import { isInPolygon } from '../../contract/polygon.ts';
import { type Scanner, SENSITIVE_CATEGORIES, type Site, type Zone } from '../../contract/site.ts';
import { WAYS } from '../../contract/ways.ts';
import type { Listener, Shop } from '../domain/shop.ts';

function listenersOf({ scanners, beacons = [], zones }: Site): Listener[] {
  return [
    ...scanners.map((scanner): Listener => ({ ...placeOf(scanner), kind: 'scanner', zone: zoneOf(scanner, zones) })),
    ...beacons.map((beacon): Listener => ({ ...placeOf(beacon), kind: 'beacon', zone: zoneOf(beacon, zones) })),
  ];
}

function placeOf({ id, x, y, z, side }: Scanner): Omit<Listener, 'kind' | 'zone'> {
  return { id, ...(x !== undefined && { x }), ...(y !== undefined && { y }), ...(z !== undefined && { z }), ...(side && { side }) };
}

/** The zone a scanner speaks for: the one it names, the one it stands in, or, by a door, the inside (DESIGN §7, site file). */
function zoneOf(scanner: Scanner, zones: readonly Zone[]): string | undefined {
  if (scanner.zone !== undefined) return scanner.zone;
  const { x, y } = scanner;
  if (x !== undefined && y !== undefined) {
    const around = zones.find((zone) => zone.polygon && isInPolygon(zone.polygon, x, y));
    if (around) return around.id;
  }
  if (scanner.side === 'inside') return (zones.length === 1 ? zones[0] : zones.find((zone) => zone.kind === 'inside'))?.id;
  return undefined;
}

const MAC = /^[0-9A-Fa-f]{2}([:.-]?)(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}$/u;

/** How gateways write a name: a MAC in 12 hex, whichever way people wrote it down. */
function spoken(name: string): string {
  return MAC.test(name) ? name.replace(/[:.-]/gu, '').toLowerCase() : name;
}

/** Every name of every scanner with its id: the id, its aliases, and both as gateways write them. */
export function scannerNames(scanners: readonly Scanner[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { id, aliases = [] } of scanners) {
    for (const name of [id, ...aliases]) {
      names.set(name, id);
      names.set(spoken(name), id);
    }
  }
  return names;
}

/**
 * A node of ESPresense reports fewer than 200 sightings a second, and one radio cannot hear more than some 490 clean adverts. Ten times
 * the first is a twentieth of what the edge can take: one gateway gone mad leaves the rest their share. An advert interval is 20 ms at
 * least (Bluetooth Core 5.4, Vol 6 Part B §4.4.2.2): twice 50 a second is no device that keeps to it.
 */
const DEFAULTS = {
  ingest: { topics: [], lateAfterMs: 90_000, silentAfterMs: 60_000, scannerPerSecond: 2000, devicePerSecond: 100 },
  presence: { absentAfterMs: 30_000, leaveAfterMs: 600_000, outsideAfterMs: 120_000, logLateMs: 172_800_000 },
  footfall: {
    mergeStaysMs: 20_000,
    countStayMs: 10_000,
    engagedMs: 60_000,
    bounceMs: 60_000,
    passerByMs: 3000,
    staffAfterMs: 14_400_000,
    anonymous: 'counters',
  },
  offers: {
    confidence: 0.8,
    exploreShare: 0.05,
    leastValue: 0,
    leastChance: 0.001,
    dwellMs: 60_000,
    gapMs: 10_000,
    mostPerDay: 24,
    restMs: 0,
    showMs: 20_000,
    deadlineMs: 4000,
  },
  pickup: { alertForMs: 900_000 },
  identity: { suspectMs: 900_000, guestMs: 14_400_000 },
} as const;

/** The shop that a valid site file describes. */
export function shopOf(site: Site): Shop {
  return {
    id: site.shop.id,
    name: site.shop.name,
    timezone: site.shop.timezone,
    format: site.shop.format,
    region: site.shop.region,
    services: site.shop.services ?? [],
    zones: new Map(site.zones.map((zone) => [zone.id, zone])),
    scannerZones: new Map(site.scanners.map((scanner) => [scanner.id, zoneOf(scanner, site.zones)])),
    scannerNames: scannerNames(site.scanners),
    listeners: listenersOf(site),
    floor: site.floor,
    walls: site.walls ?? [],
    ignored: new Map((site.ignore ?? []).map(({ id, as }) => [id, as])),
    screens: new Map((site.screens ?? []).map((screen) => [screen.id, screen.zone])),
    devices: new Map((site.devices ?? []).map((device) => [device.id, device.name])),
    ingest: { ...DEFAULTS.ingest, ...site.settings?.ingest },
    presence: { ...DEFAULTS.presence, ...site.settings?.presence },
    footfall: { ...DEFAULTS.footfall, ...site.settings?.footfall },
    offers: {
      ...DEFAULTS.offers,
      ...site.settings?.offers,
      sensitiveCategories: new Set((site.settings?.offers?.sensitiveCategories ?? SENSITIVE_CATEGORIES).map((one) => one.toLowerCase())),
    },
    pickup: { ...DEFAULTS.pickup, ...site.settings?.pickup },
    identity: { ...DEFAULTS.identity, ...site.settings?.identity, ways: new Set(site.settings?.identity?.ways ?? WAYS) },
  };
}
