import type { BusinessEvent } from './business-event.ts';
import type { ErrorCode } from './errors.ts';
import type { Sighting } from './sighting.ts';

/** What a decoder is given: the payload as it came, and what the transport knew. */
export interface Undecoded {
  /** ms epoch of receipt. */
  readonly rx: number;
  /** MQTT topic or HTTP path; empty where there is none. A topic that is not the format's own is treated like none. */
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The scanner, where the transport knows it and the payload does not. */
  readonly anchor?: string | undefined;
  /** 12 hex: who sent an advert that comes without its sender's address. */
  readonly address?: string;
  /** The key of an encrypting sensor, by its address in 12 hex. */
  readonly keyOf?: KeyOf | undefined;
}

export type KeyOf = (address: string) => Uint8Array | undefined;

/** Bluetooth Core 5.4, Vol 6 Part B §1.3; `random` is a random address of which the two top bits say the rest. */
export const ADDRESS_TYPES = ['public', 'static', 'resolvable', 'non-resolvable'] as const;
export type AddressType = (typeof ADDRESS_TYPES)[number];

/** An advert as a scanner heard it: the catalogue opens it with every advert format there is (devices/adverts.ts). */
export interface Advert {
  readonly t: number;
  readonly rx: number;
  readonly anchor: string;
  /** 12 hex, most significant byte first. */
  readonly address?: string;
  /** Absent where the scanner does not say. */
  readonly addressType?: AddressType;
  readonly rssiDbm?: number;
  /** AD structures (Core Vol 3 Part C §11). */
  readonly data: Uint8Array;
}

/** Whether a scanner said that it is alive. */
export interface ScannerStatus {
  readonly anchor: string;
  readonly online: boolean;
}

/** Why a message, or a part of it, could not be read. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly code: Extract<ErrorCode, `ING_${string}`>;
  readonly reason: string;
}

/** Malformed by the rules of its format. */
export function malformed(reason: string, code: Malformed['code'] = 'ING_MALFORMED'): Malformed {
  return { kind: 'malformed', code, reason };
}

/** Who says that he sent a message, and what is to prove it: whoever has the key can tell. */
export interface Signed {
  readonly signer: string;
  /** ms epoch by the sender's clock. */
  readonly at: number | undefined;
  readonly content: string;
  readonly signature: Uint8Array;
}

/** What a message told; a part is absent where there is nothing of it. */
export interface Heard {
  readonly kind: 'heard';
  readonly sightings?: readonly Sighting[];
  readonly adverts?: readonly Advert[];
  readonly statuses?: readonly ScannerStatus[];
  readonly events?: readonly BusinessEvent[];
  /** Parts that could not be read while the rest could. */
  readonly refused?: readonly Malformed[];
  readonly signed?: Signed;
  /** ms epoch by the source's own clock at which it sent this: how far that clock is off is estimated from it. */
  readonly sentAt?: number;
}

export type Decoded = { readonly kind: 'not-mine' } | Malformed | Heard;

export const NOT_MINE = { kind: 'not-mine' } as const;

/** An encrypted or signed reading, which must be newer than the one before it. */
export interface Secured {
  /** 12 hex. */
  readonly address: string;
  readonly encrypted: boolean;
  readonly counter?: number;
}

/** What one advert format found in an advert. */
export interface Reading {
  readonly identifier?: string;
  /** Many devices may send the same identifier: the address names them better. */
  readonly shared?: true;
  readonly rssiAt1mDbm?: number;
  readonly telemetry?: Readonly<Record<string, number>>;
  readonly secured?: Secured;
}

/** An advert cut into its AD structures: `starts[i]` to `ends[i]` of `bytes` is the data of a structure of type `types[i]`. */
export interface AdvertParts {
  readonly bytes: Uint8Array;
  readonly types: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly address?: string | undefined;
  readonly keyOf?: KeyOf | undefined;
}

/** One format of adverts: what it reads, or undefined where the advert holds nothing of it. Never throws. */
export type AdvertFormat = (parts: AdvertParts) => Reading | Malformed | undefined;

/** What an HTTP request must prove, and how. Header names are lower case. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** A format that comes by `POST /ingest/<id of the format>`. */
export interface HttpIntake {
  /** Whether the sender knows the secret agreed with the vendor's cloud; absent where our own intake token is asked for instead. */
  authentic?(request: HttpRequest, secret: string): boolean;
  /** A `GET` of the same address is answered with the validator that the vendor's cloud expects. */
  readonly validator?: true;
}

/** One wire format. A decoder never throws on input; a reason never quotes it, for it may hold an identifier. */
export interface Decoder {
  readonly id: string;
  /** MQTT topic filters under which gateways of this format publish; none for a format that comes another way. */
  subscriptions(shop: string): readonly string[];
  /** These are business events: acknowledged to their sender only when they are on disk. */
  readonly durable?: true;
  /** Whether messages of this topic are in this format. */
  topics(topic: string): boolean;
  decode(message: Undecoded): Decoded;
  /**
   * Does what `decode` does for the messages of one topic, of which it has read what the topic says: for a format whose topic names the
   * device, and which is heard hundreds of times a second.
   */
  readonly readerOf?: (topic: string) => (message: Undecoded) => Decoded;
  /** For a format of adverts, which gateways pass on unopened. */
  readonly advert?: AdvertFormat;
  readonly http?: HttpIntake;
}
