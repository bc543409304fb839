import { addressHash, addressParts, type IrkMatch } from './rpa.ts';
import { IRK, kindAt, ORDERS, orderAt, type Slots, slotCount } from './secret-slot.ts';

const MOST_KNOWN = 65_536;
const MOST_WITNESSES = 65_536;

/** Two addresses so shortly after one another are of one phone: it changes its own each quarter of an hour, and is silent for as long again. */
export const WITNESS_MS = 1_800_000;

/** What an address came to: whose key explains it, nobody's, or not tried yet. */
export type Resolved = IrkMatch | 'nobody' | 'untried';

type KnownOrder = typeof ORDERS.asPrinted | typeof ORDERS.reversed;

/** What became of the addresses that were tried: each is tried once. */
export class Addresses {
  readonly #known = new Map<string, IrkMatch | 'nobody'>();
  /** By slot: an address that its key explained, when, and in which byte order. */
  readonly #witnesses = new Map<number, { readonly address: string; readonly reversed: boolean; readonly t: number }>();

  /** The answer is checked against the slot, which may have another secret by now. */
  of(address: string, slots: Slots): Resolved {
    const known = this.#known.get(address);
    if (known === undefined) return addressParts(address) ? 'untried' : 'nobody';
    if (known === 'nobody') return known;
    const parts = addressParts(address);
    const isThere = known.slot < slotCount(slots) && kindAt(slots, known.slot) === IRK;
    if (parts && isThere && addressHash(slots, known.slot, known.reversed, parts.prand) === parts.hash) return known;
    this.#known.delete(address);
    return 'untried';
  }

  /** Takes what the keys say; where two explain the address, neither is believed. */
  learn(address: string, matches: readonly IrkMatch[]): IrkMatch | 'nobody' {
    const [match] = matches;
    const result = match && matches.every(({ slot }) => slot === match.slot) ? match : 'nobody';
    remember(this.#known, address, result, MOST_KNOWN);
    return result;
  }

  /**
   * The byte order of a key, once two addresses of one phone agree on it. Each could be a stranger's by chance, over the months two of them, and if
   * their order were believed the member would never be found again.
   */
  orderShown({ slot, reversed }: IrkMatch, address: string, t: number, slots: Slots): KnownOrder | undefined {
    if (orderAt(slots, slot) !== ORDERS.unknown) return undefined;
    const before = this.#witnesses.get(slot);
    if (before?.address === address) return undefined;
    if (before?.reversed === reversed && Math.abs(t - before.t) <= WITNESS_MS) {
      this.#witnesses.delete(slot);
      return reversed ? ORDERS.reversed : ORDERS.asPrinted;
    }
    remember(this.#witnesses, slot, { address, reversed, t }, MOST_WITNESSES);
    return undefined;
  }

  forgetOrder(slot: number): void {
    this.#witnesses.delete(slot);
  }

  /** Other keys may explain what none explained before. */
  forgetStrangers(): void {
    for (const [address, result] of this.#known) if (result === 'nobody') this.#known.delete(address);
  }
}

function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
