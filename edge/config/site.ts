import { checker } from '../../contract/check.ts';
import { AislegateError } from '../../contract/errors.ts';
import { isIdentifier } from '../../contract/identifier.ts';
import { Site, type Zone } from '../../contract/site.ts';
import { scannerNames } from './shop.ts';

const checkShape = checker(Site);

const EXAMPLES = 'ibeacon:<uuid>-<major>-<minor> or ble:<12 hex>, in lower case';

/**
 * A site as it was read from the file, or CFG_INVALID with the path of the first thing that is wrong: its shape, ids that are there twice,
 * zones that are named but do not exist, polygons without an area, a timezone that nobody knows.
 */
export function parseSite(value: unknown): Site {
  const shape = checkShape(value);
  if (!shape.ok) throw wrong(inWords(shape.detail));
  const problem = firstProblem(shape.value);
  if (problem) throw wrong(problem);
  return shape.value;
}

/** As in zones.0.id, and without the pattern of all identifiers. */
function inWords(detail: string): string {
  const dotted = detail.replace(/^\/(\S*)/u, (_, path: string) => path.replaceAll('/', '.') || 'it');
  return dotted.replace(/^(ignore\.\d+\.id) must match pattern.*$/su, `$1 is not an identifier, as in ${EXAMPLES}`);
}

function wrong(detail: string): AislegateError {
  return new AislegateError('CFG_INVALID', { detail: `site file: ${detail}` });
}

function firstProblem(site: Site): string | undefined {
  if (!isTimezone(site.shop.timezone)) return 'shop.timezone is not a timezone, as in Europe/Paris';
  const zones = new Set(site.zones.map((zone) => zone.id));
  const lists = { zones: site.zones, scanners: site.scanners, screens: site.screens, devices: site.devices, beacons: site.beacons };
  for (const [list, things] of Object.entries(lists)) {
    const problem = listProblem(list, things ?? [], zones);
    if (problem) return problem;
  }
  const named = doubledName(site.scanners) ?? brokenFilter(site.settings?.ingest?.topics ?? []);
  if (named) return named;
  const listed = beaconProblem(site.beacons ?? []) ?? ignoreProblem(site.ignore ?? []);
  if (listed) return listed;
  const halfPlaced = site.scanners.findIndex(({ x, y }) => (x === undefined) !== (y === undefined));
  if (halfPlaced >= 0) return `scanners.${halfPlaced} has only one of x and y`;
  const flat = site.zones.findIndex((zone) => zone.polygon && area(zone.polygon) < MIN_AREA_M2);
  if (flat >= 0) return `zones.${flat}.polygon encloses no area`;
  const away = site.floor ? site.zones.findIndex(({ polygon }) => polygon && !touches(polygon, site.floor ?? { width: 0, depth: 0 })) : -1;
  if (away >= 0) return `zones.${away}.polygon lies beside the floor, which goes from 0,0 to its width and depth`;
  if (zones.has('out')) return 'zones must not have the id "out": it stands for outside of all zones';
  if (needsInside(site) && site.zones.length > 1 && site.zones.filter((zone) => zone.kind === 'inside').length !== 1) {
    return 'scanners with a side and no zone need exactly one zone of kind "inside"';
  }
  return undefined;
}

function listProblem(list: string, things: readonly { id: string; zone?: string }[], zones: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>();
  for (const [index, { id, zone }] of things.entries()) {
    if (seen.has(id)) return `${list}.${index}.id "${id}" is there twice`;
    seen.add(id);
    if (zone !== undefined && !zones.has(zone)) return `${list}.${index}.zone "${zone}" is not one of the zones`;
  }
  return undefined;
}

/** A name by which two scanners would answer. */
function doubledName(scanners: Site['scanners']): string | undefined {
  const owners = new Map<string, number>();
  for (const [index, scanner] of scanners.entries()) {
    for (const name of scannerNames([scanner]).keys()) {
      const owner = owners.get(name);
      if (owner !== undefined) return `scanners.${index} answers to "${name}", as scanners.${owner} does`;
      owners.set(name, index);
    }
  }
  return undefined;
}

/** What is heard of a beacon is an identifier: under another name nobody ever hears it. */
function beaconProblem(beacons: NonNullable<Site['beacons']>): string | undefined {
  const index = beacons.findIndex(({ id }) => !isIdentifier(id));
  return index < 0 ? undefined : `beacons.${index}.id is not an identifier, as in ${EXAMPLES}`;
}

/** They are not quoted: one may be the phone of an employee. */
function ignoreProblem(ignored: NonNullable<Site['ignore']>): string | undefined {
  const seen = new Set<string>();
  for (const [index, { id }] of ignored.entries()) {
    if (seen.has(id)) return `ignore.${index}.id is there twice`;
    seen.add(id);
  }
  return undefined;
}

/** MQTT 3.1.1 §4.7.1: a wildcard stands alone in its level, and `#` only at the end. */
function brokenFilter(topics: readonly { filter: string }[]): string | undefined {
  for (const [index, { filter }] of topics.entries()) {
    const levels = filter.split('/');
    if (
      filter === '#' ||
      levels.some((level, at) => (level.length > 1 && /[+#]/u.test(level)) || (level === '#' && at < levels.length - 1))
    ) {
      return `settings.ingest.topics.${index}.filter is not an MQTT topic filter of your own, as in my/gateway/+`;
    }
  }
  return undefined;
}

/** DESIGN §7: where scanners carry `side` and no `zone`, the inside is the only zone, or the one of kind `inside`; one that only hears the street speaks for none. */
function needsInside(site: Site): boolean {
  return site.scanners.some((scanner) => scanner.side === 'inside' && scanner.zone === undefined);
}

/** Whether any of it can be on the floor. */
function touches(polygon: NonNullable<Zone['polygon']>, { width, depth }: NonNullable<Site['floor']>): boolean {
  const [xs, ys] = [polygon.map(([x = 0]) => x), polygon.map(([, y = 0]) => y)];
  return Math.max(...xs) > 0 && Math.min(...xs) < width && Math.max(...ys) > 0 && Math.min(...ys) < depth;
}

const MIN_AREA_M2 = 0.01;

/** Shoelace formula. */
function area(polygon: NonNullable<Zone['polygon']>): number {
  let twice = 0;
  let [x0 = 0, y0 = 0] = polygon.at(-1) ?? [];
  for (const [x1 = 0, y1 = 0] of polygon) {
    twice += x0 * y1 - x1 * y0;
    [x0, y0] = [x1, y1];
  }
  return Math.abs(twice) / 2;
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
