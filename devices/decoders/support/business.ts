import type { Static, TSchema } from 'typebox';
import { checker } from '../../../contract/check.ts';
import { type Malformed, malformed, NOT_MINE, type Undecoded } from '../../../contract/decoder.ts';
import { instantMs } from '../../../contract/instant.ts';
import { NAME_PATTERN } from '../../../contract/scalars.ts';
import { textOf } from './fields.ts';
import { jsonObject } from './json-object.ts';

const NAME = NAME_PATTERN.slice(1, -1);
const CARD = /^[0-9a-z]{4,32}$/u;
const CARD_SPACING = /[\s.-]/gu;

/** One of our own topics for shop equipment. */
export interface OwnTopic {
  matches(topic: string): boolean;
  /** The device that the topic names; undefined where it names none. */
  deviceIn(topic: string): string | undefined;
}

/** `address` is what stands below `aislegate/<shop>/`, with the device as `{device}`. */
export function ownTopic(address: string): OwnTopic {
  const pattern = new RegExp(`^aislegate/${NAME}/${address.replace('{device}', `(${NAME})`)}$`, 'u');
  return {
    matches: (topic) => pattern.test(topic),
    deviceIn: (topic) => pattern.exec(topic)?.[1],
  };
}

interface Common {
  readonly eventId?: string | number;
  readonly at?: string | number;
}

/** What every event has: its times and, where it can be told from others, its id. */
export interface Stamp {
  readonly t: number;
  readonly rx: number;
  readonly eventId?: string;
}

/** `content` tells apart two events of the same moment that have no id of their own. It must not hold a card number. */
export function stamp({ eventId, at }: Common, rx: number, content: readonly unknown[] = []): Stamp | Malformed {
  const t = typeof at === 'string' ? instantMs(at) : (at ?? rx);
  if (t === undefined) return malformed('/at names no moment');
  if (eventId !== undefined) return { t, rx, eventId: String(eventId) };
  return at === undefined ? { t, rx } : { t, rx, eventId: `at ${JSON.stringify([t, ...content])}` };
}

/** The identifier of a card, however its number is spaced; undefined where it is none. */
export function cardOf(card: string | number | undefined): string | undefined {
  const number = String(card ?? '')
    .replace(CARD_SPACING, '')
    .toLowerCase();
  return CARD.test(number) ? `card:${number}` : undefined;
}

export type Read<T> =
  | { readonly ok: true; readonly device: string; readonly value: T }
  | { readonly ok: false; readonly decoded: Malformed | typeof NOT_MINE };

type Fields = Readonly<Record<string, unknown>>;

/** Reads a JSON message of one of our own topics; without its topic it must be `known` by what it holds. */
export function businessReader<S extends TSchema>(
  topic: OwnTopic,
  schema: S,
  deviceField: string,
  known: (fields: Fields) => boolean,
): (message: Undecoded) => Read<Static<S>> {
  const check = checker(schema);
  return (message) => {
    const named = topic.deviceIn(message.topic);
    const own = named !== undefined;
    const no = (decoded: Malformed | typeof NOT_MINE): Read<Static<S>> => ({ ok: false, decoded });
    const parsed = jsonObject(message.payload);
    if ('kind' in parsed) return no(own ? parsed : NOT_MINE);
    const { object } = parsed;
    if (!own && !known(object)) return no(NOT_MINE);
    const checked = check(object);
    if (!checked.ok) return no(malformed(checked.detail));
    const said = textOf(object, deviceField, 64);
    return { ok: true, device: named ?? said ?? message.anchor ?? '', value: checked.value };
  };
}
