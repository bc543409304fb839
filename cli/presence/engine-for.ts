import type { Site } from '../../contract/site.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { PresenceSettings } from '../../edge/domain/shop.ts';
import { createDoorEngine, DOOR_STEP_MS } from '../../edge/presence/engine/door-engine.ts';
import type { ZoneTrack } from '../../edge/presence/engine/zone-engine.ts';
import { hear, newZoneTrack, STEP_MS, step } from '../../edge/presence/zone-rule.ts';
import { OUT } from './score.ts';

/** The zone engine of a site, by its names. */
export interface SiteEngine {
  readonly stepMs: number;
  readonly leaveAfterMs: number;
  /** The engine's zones, by index. */
  readonly zones: readonly string[];
  /** Index of a scanner by any of its names; undefined for a stranger. */
  scanner(anchor: string): number | undefined;
  track(): ZoneTrack;
}

/** The engine for what the site file knows: of a door where scanners have a side, else of zones. */
export function engineFor(site: Site): SiteEngine {
  const { scannerNames, scannerZones, presence } = shopOf(site);
  const indexes = new Map(site.scanners.map(({ id }, index) => [id, index]));
  const scanner = (anchor: string): number | undefined => indexes.get(scannerNames.get(anchor) ?? anchor);
  const hasSides = site.scanners.some(({ side }) => side !== undefined);
  const common = { stepMs: hasSides ? DOOR_STEP_MS : STEP_MS, leaveAfterMs: presence.leaveAfterMs, scanner };
  const inside = insideOfDoor(site);
  if (inside !== undefined) {
    return { ...common, zones: [inside, OUT], ...createDoorEngine({ sides: site.scanners.map(({ side }) => side) }) };
  }
  const zones = site.zones.map(({ id }) => id);
  const zoneOfScanner = site.scanners.map(({ id }) => scannerZones.get(id));
  return { ...common, zones, track: () => ruleTrack(zones, zoneOfScanner, presence) };
}

/** The zone inside, where the scanners tell the sides of a door and nothing else (DESIGN §7, site file). */
function insideOfDoor({ scanners, zones }: Site): string | undefined {
  const isDoor = scanners.every(({ zone }) => zone === undefined);
  const hasBoth = scanners.some(({ side }) => side === 'inside') && scanners.some(({ side }) => side === 'outside');
  if (!isDoor || !hasBoth) return undefined;
  return (zones.length === 1 ? zones[0] : zones.find(({ kind }) => kind === 'inside'))?.id;
}

/** The rule of the strongest scanner; it does not know how sure it is. */
function ruleTrack(zones: readonly string[], zoneOfScanner: readonly (string | undefined)[], settings: PresenceSettings): ZoneTrack {
  const track = newZoneTrack();
  return {
    observe: (scanner, t, rssiDbm) => hear(track, String(scanner), { t, rssiDbm }),
    decide: (t) => {
      step(track, t, (scanner) => zoneOfScanner[Number(scanner)], settings);
      return track.zone === undefined ? { zone: undefined, confidence: 0 } : { zone: zones.indexOf(track.zone), confidence: 1 };
    },
  };
}
