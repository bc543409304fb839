import { checker } from '../../contract/check.ts';
import { AislegateError } from '../../contract/errors.ts';
import { Site, type Zone } from '../../contract/site.ts';
import { scannerNames } from './shop.ts';

const checkShape = checker(Site);

/**
 * A site as it was read from the file, or CFG_INVALID with the path of the first thing that is wrong: its shape, ids that are there twice,
 * zones that are named but do not exist, polygons without an area, a timezone that nobody knows.
 */
export function parseSite(value: unknown): Site {
  const shape = checkShape(value);
  if (!shape.ok) throw wrong(shape.detail.replace(/^\/(\S*)/u, (_, path: string) => path.replaceAll('/', '.') || 'it'));
  const problem = firstProblem(shape.value);
  if (problem) throw wrong(problem);
  return shape.value;
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
  const flat = site.zones.findIndex((zone) => zone.polygon && area(zone.polygon) < MIN_AREA_M2);
  if (flat >= 0) return `zones.${flat}.polygon encloses no area`;
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
