import type { BusinessEvent } from '../../contract/business-event.ts';
import type { Decoder, Heard, ScannerStatus } from '../../contract/decoder.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { advertReader } from '../../devices/decoders/support/adverts.ts';
import type { RawMessage } from '../domain/message.ts';

/** A gateway's message is small; what is larger is not parsed. */
export const MAX_MESSAGE_BYTES = 65_536;

/** A source whose clock is further behind than this, or ahead by more than a second, is believed on everything but the time. */
const CLOCK_BEHIND_MS = 60_000;
const CLOCK_AHEAD_MS = 1000;

/** Names that are kept of scanners which the site file does not know: a help for whoever sets the shop up, bounded. */
const MAX_UNKNOWN_NAMES = 100;

export interface Ingested {
  readonly sightings: readonly Sighting[];
  readonly statuses: readonly ScannerStatus[];
  readonly events: readonly BusinessEvent[];
  readonly refused: readonly ErrorCode[];
}

export interface Ingest {
  receive(message: RawMessage): Ingested;
  /** Scanners that were heard and are not in the site file, in the order of first hearing. */
  unknownScanners(): readonly string[];
}

const NOTHING = { sightings: [], statuses: [], events: [] } as const;
const refuse = (...refused: ErrorCode[]): Ingested => ({ ...NOTHING, refused });

/** Bytes → sightings of scanners that belong to the shop. Never throws on input; what is refused has a code. */
export function createIngest(options: { readonly decoders: readonly Decoder[]; readonly scanners: ReadonlySet<string> }): Ingest {
  const { decoders, scanners } = options;
  const open = advertReader(decoders);
  const unknown = new Set<string>();

  function isClockSuspect({ t, rx }: Sighting): boolean {
    return t > rx + CLOCK_AHEAD_MS || t < rx - CLOCK_BEHIND_MS;
  }

  function accept(heard: Heard, retained: boolean): Ingested {
    const refused: ErrorCode[] = (heard.refused ?? []).map(({ code }) => code);
    const sightings: Sighting[] = [];
    const opened = (heard.adverts ?? []).flatMap((advert) => open(advert).sighting ?? []);
    for (const sighting of [...(heard.sightings ?? []), ...opened]) {
      if (retained) {
        refused.push('ING_STALE');
        continue;
      }
      if (!isKnown(sighting.anchor)) {
        refused.push('ING_UNKNOWN_SCANNER');
        continue;
      }
      const suspect = isClockSuspect(sighting);
      if (suspect) refused.push('ING_CLOCK_SUSPECT');
      // Nothing was heard before it happened: a little ahead is only a coarse clock.
      sightings.push(suspect || sighting.t > sighting.rx ? { ...sighting, t: sighting.rx } : sighting);
    }
    const statuses = (heard.statuses ?? []).filter(({ anchor }) => {
      const known = scanners.has(anchor);
      if (!known) refused.push('ING_UNKNOWN_SCANNER');
      return known;
    });
    return { sightings, statuses, events: heard.events ?? [], refused };
  }

  function isKnown(anchor: string): boolean {
    if (scanners.has(anchor)) return true;
    if (unknown.size < MAX_UNKNOWN_NAMES) unknown.add(anchor);
    return false;
  }

  return {
    receive(message) {
      if (message.payload.length > MAX_MESSAGE_BYTES) return refuse('ING_TOO_LARGE');
      const decoder = decoders.find((candidate) => candidate.topics(message.topic));
      if (!decoder) return refuse('ING_UNKNOWN_TOPIC');
      const decoded = decoder.decode(message);
      switch (decoded.kind) {
        case 'not-mine':
          return refuse('ING_UNKNOWN_TOPIC');
        case 'malformed':
          return refuse(decoded.code);
        case 'heard':
          return accept(decoded, message.retained === true);
      }
    },
    unknownScanners: () => [...unknown],
  };
}
