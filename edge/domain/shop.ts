import type { Site, Zone } from '../../contract/site.ts';
import type { Way } from '../../contract/ways.ts';

export interface PresenceSettings {
  readonly absentAfterMs: number;
  readonly leaveAfterMs: number;
  readonly outsideAfterMs: number;
  readonly logLateMs: number;
}

export interface FootfallSettings {
  readonly mergeStaysMs: number;
  readonly countStayMs: number;
  readonly engagedMs: number;
  readonly bounceMs: number;
  readonly passerByMs: number;
  readonly staffAfterMs: number;
  /** Local time as in 09:00; undefined: open all day. */
  readonly opensAt?: string;
  readonly closesAt?: string;
  /** Whether devices of nobody known add to counts. */
  readonly anonymous: 'counters' | 'off';
}

export interface OfferSettings {
  readonly confidence: number;
  readonly exploreShare: number;
  readonly leastValue: number;
  readonly leastChance: number;
  readonly dwellMs: number;
  readonly gapMs: number;
  /** To the end of the day in the shop when undefined. */
  readonly redeemWithinMs?: number;
  /** What holds for a member where headquarters sends no cap. */
  readonly mostPerDay: number;
  readonly restMs: number;
  readonly showMs: number;
  readonly deadlineMs: number;
  /** Categories that no public screen shows for a person. */
  readonly sensitiveCategories: ReadonlySet<string>;
}

export interface IdentitySettings {
  readonly ways: ReadonlySet<Way>;
  readonly suspectMs: number;
  readonly guestMs: number;
}

export interface PickupSettings {
  readonly alertForMs: number;
}

/** Messages of a shop's own topic are in this format. */
export interface OwnTopic {
  readonly filter: string;
  readonly format: string;
}

export interface IngestSettings {
  readonly topics: readonly OwnTopic[];
  readonly lateAfterMs: number;
  readonly silentAfterMs: number;
  readonly scannerPerSecond: number;
  readonly devicePerSecond: number;
}

/** What stands still and hears, or is heard by phones: a scanner, or a beacon. */
export interface Listener {
  readonly id: string;
  readonly kind: 'scanner' | 'beacon';
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly side?: 'inside' | 'outside';
  /** The zone it speaks for; undefined where it stands in none. */
  readonly zone: string | undefined;
}

/** A shop as the stages see it: the site file with every default filled in and every scanner given its zone. */
export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  /** What rules may name. */
  readonly format: string | undefined;
  readonly region: string | undefined;
  readonly services: readonly string[];
  readonly zones: ReadonlyMap<string, Zone>;
  /** Scanner id → zone id; undefined for a scanner that stands in no zone. */
  readonly scannerZones: ReadonlyMap<string, string | undefined>;
  /** Every name of a scanner, its id and its aliases, → its id. */
  readonly scannerNames: ReadonlyMap<string, string>;
  readonly listeners: readonly Listener[];
  /** m; undefined where the site file does not say how large the shop is. */
  readonly floor: Site['floor'];
  readonly walls: NonNullable<Site['walls']>;
  /** Identifiers of badges, printers and the like, and what they are. */
  readonly ignored: ReadonlyMap<string, 'staff' | 'fixture'>;
  /** Screen id → zone id. */
  readonly screens: ReadonlyMap<string, string>;
  /** Staff device id → its name. */
  readonly devices: ReadonlyMap<string, string>;
  readonly ingest: IngestSettings;
  readonly presence: PresenceSettings;
  readonly footfall: FootfallSettings;
  readonly offers: OfferSettings;
  readonly pickup: PickupSettings;
  readonly identity: IdentitySettings;
}
