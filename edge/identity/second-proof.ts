import type { Owner } from './directory.ts';
import { Recent } from './recent.ts';
import { WITNESS_MS } from './recognition/addresses.ts';

/** An address fits a key that did not make it once in so many, and a key of which the byte order may be either is tried in both. */
const HASHES = 2 ** 24;
const ORDERS = 2;
/** Of strangers' addresses, so many at most may be taken for a member's. */
const MOST_BY_CHANCE = 1e-4;
/** Of so many members it is remembered what was heard; more are not in a shop at once. */
const MOST_MEMBERS = 50_000;

export interface SecondProof {
  /** Whether there are so many keys that an address may be a stranger's by chance. */
  isNeeded(): boolean;
  /**
   * Whether an address that the key of a device explains is not alone in saying so: another address that it explains was heard shortly
   * before, or the member was known in another way.
   */
  isGiven(of: Owner, address: string, t: number): boolean;
  /** A member was known in another way. */
  knownAt(subject: string, t: number): void;
  forget(subject: string): void;
}

interface DeviceHeard {
  readonly address: string;
  readonly t: number;
  readonly isProven: boolean;
}

interface MemberHeard {
  knownAt: number;
  readonly devices: Map<number, DeviceHeard>;
}

/** What makes a resolvable address worth believing where a shop has many keys. */
export function createSecondProof(irks: () => number): SecondProof {
  const members = new Recent<MemberHeard>(MOST_MEMBERS);
  const isNeeded = (): boolean => (irks() * ORDERS) / HASHES > MOST_BY_CHANCE;

  function memberOf(subject: string): MemberHeard {
    const member = members.get(subject) ?? { knownAt: Number.NEGATIVE_INFINITY, devices: new Map<number, DeviceHeard>() };
    members.set(subject, member);
    return member;
  }

  return {
    isNeeded,
    isGiven({ subject, device }, address, t) {
      const { knownAt, devices } = memberOf(subject);
      const before = devices.get(device);
      const isRecent = before !== undefined && isNear(before.t, t);
      const isProven = isNear(knownAt, t) || (isRecent && (before.isProven || before.address !== address));
      devices.set(device, { address, t: isRecent ? Math.max(t, before.t) : t, isProven });
      return isProven;
    },
    knownAt(subject, t) {
      if (isNeeded()) memberOf(subject).knownAt = t;
    },
    forget(subject) {
      members.delete(subject);
    },
  };
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= WITNESS_MS;
}
