import type { Sighting } from './sighting.ts';

/** What a decoder is given: the payload as it came, and what the transport knew. */
export interface Undecoded {
  /** ms epoch of receipt. */
  readonly rx: number;
  /** MQTT topic or HTTP path; empty where there is none. */
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The scanner, where the transport knows it and the payload does not. */
  readonly anchor?: string;
}

/** Whether a scanner said that it is alive. */
export interface ScannerStatus {
  readonly kind: 'status';
  readonly anchor: string;
  readonly online: boolean;
}

/** Why a message in a known format could not be read. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly code: 'ING_NOT_JSON' | 'ING_TOO_LARGE' | 'ING_MALFORMED';
  readonly reason: string;
}

/** Malformed by the rules of its format. */
export function malformed(reason: string, code: Malformed['code'] = 'ING_MALFORMED'): Malformed {
  return { kind: 'malformed', code, reason };
}

export type Decoded =
  | { readonly kind: 'not-mine' }
  | Malformed
  | { readonly kind: 'sightings'; readonly sightings: readonly Sighting[] }
  | ScannerStatus;

/** One wire format. A decoder never throws on input; a reason never quotes it, for it may hold an identifier. */
export interface Decoder {
  readonly id: string;
  /** MQTT topic filters under which gateways of this format publish; none for a format that comes another way. */
  subscriptions(shop: string): readonly string[];
  /** Whether messages of this topic are in this format. */
  topics(topic: string): boolean;
  decode(message: Undecoded): Decoded;
}
