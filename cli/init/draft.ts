import { isName } from '../../contract/scalars.ts';
import type { Site } from '../../contract/site.ts';

/** What a person answers about a new shop. */
export interface SiteDraft {
  readonly name: string;
  readonly id: string;
  readonly timezone: string;
  readonly zones: readonly ZoneDraft[];
  readonly device: string;
}

export interface ZoneDraft {
  readonly name: string;
  /** What each gateway there calls itself. */
  readonly scanners: readonly string[];
  readonly screens: number;
}

/** The site file of the answers. Ids are made from names; `parseSite` has the last word on them. */
export function siteOf({ name, id, timezone, zones, device }: SiteDraft): Site {
  const named = zones.map((zone) => ({ ...zone, id: idOf(zone.name) }));
  return {
    shop: { id, name, timezone },
    zones: named.map((zone) => ({ id: zone.id, name: zone.name, kind: 'department' })),
    scanners: named.flatMap((zone) => zone.scanners.map((scanner) => ({ id: scanner, zone: zone.id }))),
    screens: named.flatMap((zone) =>
      Array.from({ length: zone.screens }, (_, index) => ({
        id: zone.screens === 1 ? `${zone.id}-screen` : `${zone.id}-screen-${index + 1}`,
        zone: zone.id,
      })),
    ),
    devices: [{ id: idOf(device), name: device }],
  };
}

/** A name as an id: lower case, without accents, `-` for all else. `fallback` where nothing is left of it. */
export function idOf(name: string, fallback = 'zone'): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const id = plain
    .replace(/[^a-z0-9_]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 50);
  return isName(id) ? id : fallback;
}

/** `a, b , c` as a list. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
