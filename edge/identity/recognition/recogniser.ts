import { tokenWindow } from '../../../contract/app-token.ts';
import type { SecretMatch } from '../../ports/recognition.ts';
import { Addresses } from './addresses.ts';
import { BeaconClocks } from './beacon-clocks.ts';
import { type EidTable, eidPeriod, findEids } from './eid-table.ts';
import type { IrkMatch } from './rpa.ts';
import {
  type ByteOrder,
  contentAt,
  deviceAt,
  keyAt,
  kindAt,
  type Slots,
  subjectAt,
  TOKEN_KEY,
  withClock,
  withOrder,
} from './secret-slot.ts';
import { type SecretSlots, viewOf } from './secret-slots.ts';
import { findToken, type TokenTable } from './token-table.ts';

/** Tables that are ready; a window or a period that is not has none. */
export interface Tables {
  token(window: number): TokenTable | undefined;
  eid(period: number): EidTable | undefined;
}

/** A token counts in its own window and in those beside it: clocks of phones and gateways are not exact. */
const GOOD_WINDOWS = [0, -1, 1] as const;
/** A token of one of the windows before is known, and known to be played back. */
export const STALE_WINDOWS = [-2, -3, -4, -5] as const;

const TOKEN = /^[0-9a-f]{32}$/u;
const EID = /^[0-9a-f]{16}$/u;
const words = new DataView(new ArrayBuffer(16));

/** Answers from tables and slots at once; what an address comes to, the caller finds out and tells. */
export class Recogniser {
  readonly #secrets: SecretSlots;
  readonly #tables: Tables;
  readonly #addresses = new Addresses();
  readonly #clocks = new BeaconClocks();
  /** Byte orders of keys that are not written down yet. */
  readonly #orders = new Map<number, ByteOrder>();

  constructor(secrets: SecretSlots, tables: Tables) {
    this.#secrets = secrets;
    this.#tables = tables;
  }

  token(token: string, t: number): SecretMatch | undefined {
    if (!TOKEN.test(token)) return undefined;
    setWords(token);
    const slots = viewOf(this.#secrets);
    const now = tokenWindow(t);
    for (const offset of GOOD_WINDOWS) {
      const slot = this.#tokenSlot(slots, now + offset);
      if (slot >= 0) return matchAt(slots, slot);
    }
    for (const offset of STALE_WINDOWS) {
      const slot = this.#tokenSlot(slots, now + offset);
      if (slot >= 0) return { ...matchAt(slots, slot), stale: true };
    }
    return undefined;
  }

  #tokenSlot(slots: Slots, window: number): number {
    const table = this.#tables.token(window);
    return table ? findToken(table, slots, window, words) : -1;
  }

  ephemeral(identifier: string, t: number): SecretMatch | undefined {
    if (!EID.test(identifier)) return undefined;
    const table = this.#tables.eid(eidPeriod(t));
    if (!table) return undefined;
    setWords(identifier);
    const slots = viewOf(this.#secrets);
    let stale: SecretMatch | undefined;
    for (const { slot, rotation } of findEids(table, slots, words.getInt32(0), words.getInt32(4))) {
      const heard = this.#clocks.hear(slots, slot, rotation, t);
      if (heard === 'right') return matchAt(slots, slot);
      if (heard === 'stale') stale = { ...matchAt(slots, slot), stale: true };
    }
    return stale;
  }

  tokenKey(subject: string, device: number): Uint8Array | undefined {
    const slots = viewOf(this.#secrets);
    const slot = this.#secrets.slotsOf(subject).find((one) => kindAt(slots, one) === TOKEN_KEY && deviceAt(slots, one) === device);
    return slot === undefined ? undefined : keyAt(slots, slot);
  }

  /** `untried`: somebody must try the keys, and say what they came to. */
  address(address: string): SecretMatch | 'untried' | undefined {
    const slots = viewOf(this.#secrets);
    const resolved = this.#addresses.of(address, slots);
    if (resolved === 'nobody') return undefined;
    return resolved === 'untried' ? resolved : matchAt(slots, resolved.slot);
  }

  /** What the keys say to an address that was heard at `t`. */
  tried(address: string, t: number, matches: readonly IrkMatch[]): SecretMatch | undefined {
    const resolved = this.#addresses.learn(address, matches);
    const slots = viewOf(this.#secrets);
    if (resolved === 'nobody' || this.#addresses.of(address, slots) !== resolved) return undefined;
    const order = this.#addresses.orderShown(resolved, address, t, slots);
    if (order !== undefined) this.#orders.set(resolved.slot, order);
    return matchAt(slots, resolved.slot);
  }

  /** These slots have other secrets now, of which nothing is learned yet; `withAddresses`: they may explain an address that none did. */
  changed(slots: Iterable<number>, withAddresses: boolean): void {
    if (withAddresses) this.#addresses.forgetStrangers();
    for (const slot of slots) {
      this.#addresses.forgetOrder(slot);
      this.#clocks.forget(slot);
      this.#orders.delete(slot);
    }
  }

  /** Writes down what was learned of byte orders and clocks. Nothing else may be changing the slots meanwhile. */
  async keepLearned(all = false): Promise<void> {
    const slots = viewOf(this.#secrets);
    const orders = [...this.#orders].map(([slot, order]) => [slot, withOrder(contentAt(slots, slot), order)] as const);
    const clocks = [...this.#clocks.worthKeeping(slots, all)].map(
      ([slot, clock]) => [slot, withClock(contentAt(slots, slot), clock)] as const,
    );
    this.#orders.clear();
    for (const [slot, content] of [...orders, ...clocks]) await this.#secrets.amend(subjectAt(slots, slot), slot, content);
  }
}

function setWords(hex: string): void {
  for (let at = 0; at * 8 < hex.length; at += 1) words.setUint32(at * 4, Number.parseInt(hex.slice(at * 8, at * 8 + 8), 16));
}

function matchAt(slots: Slots, slot: number): SecretMatch {
  return { subject: subjectAt(slots, slot), device: deviceAt(slots, slot) };
}
