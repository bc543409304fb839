import type { FactKind } from './facts/fact.ts';

/** NATS subjects and buckets (DESIGN §6). Shop, screen and device ids are `Name`s, so none can smuggle in a dot or a wildcard. */
export const subjects = {
  screenShow: (shop: string, screen: string) => `aislegate.${shop}.screen.${screen}.show`,
  screenEvent: (shop: string, screen: string) => `aislegate.${shop}.screen.${screen}.event`,
  staffAlert: (shop: string) => `aislegate.${shop}.staff.alert`,
  staffEvent: (shop: string, device: string) => `aislegate.${shop}.staff.${device}.event`,
  fact: (shop: string, kind: FactKind) => `aislegate.${shop}.fact.${kind}`,
  confirmed: (shop: string) => `aislegate.${shop}.confirmed`,
  /** Erase this subject now: the same as the record in the bucket `erasures`, which a shop that is cut off meets when it returns. */
  erase: (shop: string) => `aislegate.${shop}.erase`,
  /** Tell what you hold of this subject; the answer comes in parts, sealed under the key of the member. */
  export: (shop: string) => `aislegate.${shop}.export`,
  exported: (shop: string) => `aislegate.${shop}.exported`,
  /** Request and reply, never a stream: a key that entered a stream block could not be destroyed. */
  keys: (shop: string) => `aislegate.${shop}.keys`,
  /** Request and reply: how much of a campaign's budget the shop may spend. */
  lease: (shop: string) => `aislegate.${shop}.lease`,
} as const;

/** The JetStream domain and stream at headquarters. */
export const HQ_DOMAIN = 'hq';
export const FACT_STREAM = 'facts';
export const FACT_STREAM_SUBJECTS = ['aislegate.*.fact.*'];
export const FACT_CONSUMER = 'hq-facts';

/** `erasures` is read before all others: who was erased while the shop was cut off is gone before anything is told of him. */
export const BUCKETS = ['erasures', 'config', 'models', 'catalogue', 'members', 'inventory', 'orders'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Keys begin with the shop they are for, or with `all`. */
export const ALL_SHOPS = 'all';
export function bucketKey(shop: string, id: string): string {
  return `${shop}.${id}`;
}

/**
 * Where replies to a shop's requests come: `inboxPrefix` of its connections. Headquarters' server lets a shop's leaf link listen to this
 * inbox only; in a common `_INBOX.>` one shop would hear the answers to another, member keys included.
 */
export function inboxPrefix(shop: string): string {
  return `_INBOX.${shop}`;
}

const SCREEN_EVENT = /^aislegate\.([^.]+)\.screen\.([^.]+)\.event$/u;
const STAFF_EVENT = /^aislegate\.([^.]+)\.staff\.([^.]+)\.event$/u;

/** The screen that an event's subject names, or undefined where the subject is no screen event. */
export function screenOfSubject(subject: string): string | undefined {
  return SCREEN_EVENT.exec(subject)?.[2];
}

export function deviceOfSubject(subject: string): string | undefined {
  return STAFF_EVENT.exec(subject)?.[2];
}
