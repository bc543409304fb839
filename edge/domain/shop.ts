import type { Zone } from '../../contract/site.ts';

export interface PresenceSettings {
  readonly meanMs: number;
  readonly marginDb: number;
  readonly confirmMs: number;
  readonly leaveAfterMs: number;
}

export interface OfferSettings {
  readonly exploreShare: number;
  readonly showMs: number;
  readonly deadlineMs: number;
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

/** A shop as the stages see it: the site file with every default filled in and every scanner given its zone. */
export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  readonly zones: ReadonlyMap<string, Zone>;
  /** Scanner id → zone id; undefined for a scanner that stands in no zone. */
  readonly scannerZones: ReadonlyMap<string, string | undefined>;
  /** Every name of a scanner, its id and its aliases, → its id. */
  readonly scannerNames: ReadonlyMap<string, string>;
  /** Screen id → zone id. */
  readonly screens: ReadonlyMap<string, string>;
  /** Staff device id → its name. */
  readonly devices: ReadonlyMap<string, string>;
  readonly ingest: IngestSettings;
  readonly presence: PresenceSettings;
  readonly offers: OfferSettings;
  readonly pickup: PickupSettings;
}
