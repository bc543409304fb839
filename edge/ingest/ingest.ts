import type { BusinessEvent } from '../../contract/business-event.ts';
import type { Decoded, Decoder, Heard, KeyOf, ScannerStatus, Signed } from '../../contract/decoder.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Sighting } from '../../contract/sighting.ts';
import { advertReader } from '../../devices/decoders/support/adverts.ts';
import type { RawMessage } from '../domain/message.ts';
import { createDispatch, type Route } from './dispatch.ts';
import type { Flood } from './floods.ts';
import { createIntake, type IntakeOptions, type ScannerReport } from './intake.ts';
import { createReplayGuard } from './replay-guard.ts';

/** A gateway's message is small; what is larger is not parsed. */
export const MAX_MESSAGE_BYTES = 65_536;
/** A cloud posts what many access points heard in a minute. */
export const MAX_HTTP_BYTES = 1_048_576;

export interface Ingested {
  readonly sightings: readonly Sighting[];
  readonly statuses: readonly ScannerStatus[];
  readonly events: readonly BusinessEvent[];
  readonly refused: readonly ErrorCode[];
  /** What is to prove who sent it. */
  readonly signed?: Signed;
  /** Id of the format, where one is known for the topic. */
  readonly format?: string;
}

export interface Ingest {
  receive(message: RawMessage): Ingested;
  /** Scanners that were heard and are not in the site file, in the order of first hearing. */
  unknownScanners(): readonly string[];
  /** The scanners of the shop, and at the end, as `unknown`, all that are not of the shop. */
  scanners(): readonly ScannerReport[];
  /** Who sends too much. */
  floods(now: number): readonly Flood[];
  /** Entries of the tables that input can fill. */
  tables(): { readonly topics: number; readonly devices: number };
}

export interface IngestOptions extends IntakeOptions {
  readonly decoders: readonly Decoder[];
  readonly shop: string;
  /** Keys of encrypting sensors. */
  readonly keyOf?: KeyOf;
}

/** Encrypting sensors whose counters are remembered. */
const MOST_SENSORS = 10_000;
const UNPROVEN = { replayed: 'ING_REPLAYED', downgraded: 'ING_DOWNGRADED' } as const;

/** That an address was heard is as true as of any advert; what it is said to have measured is not. */
function withoutReading({ telemetry: _, ...sighting }: Sighting): Sighting {
  return sighting;
}

const NONE: readonly never[] = [];
const refusal = (code: ErrorCode, format?: string): Ingested => ({
  sightings: NONE,
  statuses: NONE,
  events: NONE,
  refused: [code],
  ...(format !== undefined && { format }),
});

/**
 * Bytes → sightings of scanners that belong to the shop, by event time, each counted once. Never throws on input; what is refused has a
 * code. Statuses and business events are passed on as they are: they have stages of their own.
 */
export function createIngest(options: IngestOptions): Ingest {
  const { decoders, keyOf } = options;
  const dispatch = createDispatch({ decoders, shop: options.shop, topics: options.settings.topics });
  const openAdvert = advertReader(decoders);
  const intake = createIntake(options);
  const guard = createReplayGuard({ limit: MOST_SENSORS });

  function decode(message: RawMessage, route: Route): Decoded {
    const { anchor } = route;
    if (anchor === undefined && keyOf === undefined) return route.read(message);
    const { rx, topic, payload } = message;
    return route.read({ rx, topic, payload, anchor, keyOf });
  }

  function accept(heard: Heard, message: RawMessage, route: Route): Ingested {
    const refused: ErrorCode[] = [];
    let { sightings = NONE } = heard;
    if (heard.refused) for (const { code } of heard.refused) refused.push(code);
    if (heard.adverts) {
      const opened: Sighting[] = [...sightings];
      for (const advert of heard.adverts) {
        const { sighting, secured, refused: unread } = openAdvert(advert, keyOf);
        if (unread) refused.push(unread.code);
        const verdict = secured ? guard.check({ secured, content: JSON.stringify(sighting?.telemetry ?? null), rx: message.rx }) : 'ok';
        if (verdict === 'replayed' || verdict === 'downgraded') refused.push(UNPROVEN[verdict]);
        if (sighting) opened.push(verdict === 'ok' ? sighting : withoutReading(sighting));
      }
      sightings = opened;
    }
    if (sightings.length === 0) intake.countFruitless(route, message.rx, heard.statuses ?? NONE);
    const statuses = heard.statuses ? intake.ownStatuses(heard.statuses, refused) : NONE;
    const accepted = sightings.length === 0 ? NONE : intake.accept(sightings, heard.sentAt, message, route, refused);
    const ingested = { sightings: accepted, statuses, events: heard.events ?? NONE, refused, format: route.decoder.id };
    return heard.signed ? { ...ingested, signed: heard.signed } : ingested;
  }

  return {
    receive(message) {
      if (message.payload.length > (message.source === 'http' ? MAX_HTTP_BYTES : MAX_MESSAGE_BYTES)) return refusal('ING_TOO_LARGE');
      const route = dispatch.routeOf(message.source, message.topic);
      if (!route) return refusal('ING_UNKNOWN_TOPIC');
      const format = route.decoder.id;
      if (intake.isExhausted(route, message.rx)) return refusal('ING_THROTTLED', format);
      let decoded: Decoded;
      try {
        decoded = decode(message, route);
      } catch {
        // A decoder never throws; one that does costs its message and not the shop.
        return refusal('INTERNAL', format);
      }
      switch (decoded.kind) {
        case 'not-mine':
          intake.countFruitless(route, message.rx, NONE);
          return refusal('ING_UNKNOWN_TOPIC', format);
        case 'malformed':
          intake.countFruitless(route, message.rx, NONE);
          return refusal(decoded.code, format);
        case 'heard':
          return accept(decoded, message, route);
      }
    },
    unknownScanners: intake.unknownScanners,
    scanners: intake.reports,
    floods: intake.floods,
    tables: () => ({ topics: dispatch.size(), devices: intake.devices() }),
  };
}
