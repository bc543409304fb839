import type { Decoded, Decoder, Undecoded } from '../../contract/decoder.ts';
import { AislegateError } from '../../contract/errors.ts';
import type { RawMessage } from '../domain/message.ts';
import type { OwnTopic } from '../domain/shop.ts';
import { createGenerations } from './generations.ts';
import type { KnownDevice } from './known-devices.ts';
import type { ScannerState } from './scanners.ts';
import type { TokenBucket } from './token-bucket.ts';
import { firstPlusLevel, matchesFilter } from './topic-filter.ts';

/** Where the messages of a topic go. One is kept per topic, so that the next message of it is not looked at again. */
export interface Route {
  readonly decoder: Decoder;
  read(message: Undecoded): Decoded;
  /** The scanner that a shop's own topic names. */
  readonly anchor: string | undefined;
  /** Transport and format. */
  readonly path: string;
  /** The scanner of all its sightings, if it is one: an excess of it is dropped before it is decoded. */
  scanner: ScannerState | undefined;
  isShared: boolean;
  /** What it may still bring that tells of nobody: broken messages, and signs of life. */
  fruitless: FruitlessMessages | undefined;
  /** The device that was heard by it before: mostly it is the next one, too. */
  latest: LatestDevice | undefined;
}

/** A device by what a sighting calls it, for as long as the table that it is from has not turned over. */
export interface LatestDevice {
  readonly device: KnownDevice;
  readonly scanner: ScannerState;
  readonly mobile: string;
  readonly also: readonly string[] | undefined;
  readonly turns: number;
}

export interface FruitlessMessages extends TokenBucket {
  /** Who sends them, where they say. */
  scanner: ScannerState | undefined;
}

/** Notes whose sightings come by a route. */
export function noteScanner(route: Route, scanner: ScannerState): void {
  if (route.scanner === scanner || route.isShared) return;
  route.isShared = route.scanner !== undefined;
  route.scanner = route.isShared ? undefined : scanner;
}

export interface Dispatch {
  /** Undefined where no format is known for the topic. */
  routeOf(source: RawMessage['source'], topic: string): Route | undefined;
  size(): number;
}

/** A large shop has 300 devices before 20 scanners; more topics than these are rotating addresses. */
const MOST_TOPICS = 8192;
const SHELVES: Readonly<Record<RawMessage['source'], number>> = { mqtt: 0, http: 1, radio: 2, replay: 3 };
const HTTP_PREFIX = '/ingest/';

export interface DispatchOptions {
  readonly decoders: readonly Decoder[];
  readonly shop: string;
  /** A shop's own topics: they come first, for whoever wrote them down meant them. */
  readonly topics: readonly OwnTopic[];
}

/**
 * Topic → format. A format is asked only about topics that begin like one of its subscriptions, or about all where it has none: asking
 * every format about every message would cost more than reading it.
 */
export function createDispatch({ decoders, shop, topics }: DispatchOptions): Dispatch {
  const byId = new Map(decoders.map((decoder) => [decoder.id, decoder]));
  const own = topics.map(({ filter, format }, index) => {
    const decoder = byId.get(format);
    if (decoder) return { filter: filter.split('/'), decoder };
    throw new AislegateError('CFG_INVALID', { detail: `site file: settings.ingest.topics.${index}.format "${format}" is not a format` });
  });
  const beginnings = decoders.map((decoder) => ({
    decoder,
    levels: new Set(decoder.subscriptions(shop).map((filter) => filter.split('/', 1)[0] ?? '')),
  }));
  const candidates = new Map<string, readonly Decoder[]>();
  const anywhere = beginnings.filter(({ levels }) => levels.size === 0 || levels.has('+') || levels.has('#'));
  for (const level of new Set(beginnings.flatMap(({ levels }) => [...levels]))) {
    candidates.set(
      level,
      beginnings.filter((one) => one.levels.has(level) || anywhere.includes(one)).map(({ decoder }) => decoder),
    );
  }
  const others = anywhere.map(({ decoder }) => decoder);
  const known = createGenerations<Route>({ most: MOST_TOPICS, lifeMs: Number.POSITIVE_INFINITY });

  function find(source: RawMessage['source'], topic: string): Route | undefined {
    const levels = own.length > 0 ? topic.split('/') : [];
    const mapped = own.find(({ filter }) => matchesFilter(filter, levels));
    if (mapped) return newRoute(source, topic, mapped.decoder, firstPlusLevel(mapped.filter, levels));
    const decoder = topic.startsWith(HTTP_PREFIX) ? byId.get(topic.slice(HTTP_PREFIX.length)) : asked(topic);
    return decoder && newRoute(source, topic, decoder);
  }

  function asked(topic: string): Decoder | undefined {
    const end = topic.indexOf('/');
    const level = end < 0 ? topic : topic.slice(0, end);
    return (candidates.get(level) ?? others).find((decoder) => decoder.topics(topic));
  }

  return {
    routeOf(source, topic) {
      const shelf = SHELVES[source];
      const route = known.get(shelf, topic);
      if (route) return route;
      const found = find(source, topic);
      if (found) known.set(shelf, topic, found);
      return found;
    },
    size: known.size,
  };
}

function newRoute(source: RawMessage['source'], topic: string, decoder: Decoder, anchor?: string): Route {
  const read = decoder.readerOf?.(topic) ?? decoder.decode;
  return {
    decoder,
    read,
    anchor,
    path: `${source}/${decoder.id}`,
    scanner: undefined,
    isShared: false,
    fruitless: undefined,
    latest: undefined,
  };
}
