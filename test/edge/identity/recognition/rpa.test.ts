import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySecretSlots } from '../../../../edge/adapters/memory/secret-slots.ts';
import { Addresses, WITNESS_MS } from '../../../../edge/identity/recognition/addresses.ts';
import { addressHash, addressParts, IrkSet } from '../../../../edge/identity/recognition/rpa.ts';
import { contentOf, ORDERS, withOrder } from '../../../../edge/identity/recognition/secret-slot.ts';
import { viewOf } from '../../../../edge/identity/recognition/secret-slots.ts';
import { hexId } from '../../../support/facts.ts';

const IRK = 'ec0234a357c8ad05341010a60a397d9b';
const reversed = (hex: string) => Buffer.from(hex, 'hex').reverse().toString('hex');

/** Slots with one key of an address each. */
async function slotsOf(...keys: string[]): Promise<MemorySecretSlots> {
  const slots = new MemorySecretSlots();
  for (const [n, key] of keys.entries()) {
    const content = contentOf({ identifier: `irk:${key}`, device: 0 });
    await slots.put(new Map([[hexId(2, n + 1), content ? [content] : []]]));
  }
  return slots;
}

/** `ah` by the library of Node. */
function hashOf(irk: string, prand: number): number {
  const block = Buffer.alloc(16);
  block.writeUIntBE(prand, 13, 3);
  return createCipheriv('aes-128-ecb', Buffer.from(irk, 'hex'), null).update(block).readUIntBE(13, 3);
}

describe('a resolvable private address', () => {
  it.each([
    [0x708194, 0x0dfbaa],
    [0x412345, 0xc4d0df],
  ])('of the random part %i has the hash of the vectors', async (prand, hash) => {
    const view = viewOf(await slotsOf(IRK));
    expect(addressHash(view, 0, false, prand)).toBe(hash);
    expect(new IrkSet(view).resolve(prand, hash)).toEqual([{ slot: 0, reversed: false }]);
  });

  it('is told from other addresses by its two top bits', () => {
    expect(addressParts('7081940dfbaa')).toEqual({ prand: 0x708194, hash: 0x0dfbaa });
    expect(addressParts('c081940dfbaa')).toBeUndefined();
    expect(addressParts('0081940dfbaa')).toBeUndefined();
  });

  it('is resolved by every key in either byte order, and by no other key', async () => {
    const irk = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
    await fc.assert(
      fc.asyncProperty(irk, fc.integer({ min: 0x400000, max: 0x7fffff }), async (key, prand) => {
        fc.pre(!/^0+$/u.test(key) && key !== reversed(key));
        const view = viewOf(await slotsOf(IRK, key));
        const keys = new IrkSet(view);
        expect(addressHash(view, 1, true, prand)).toBe(hashOf(reversed(key), prand));
        expect(keys.resolve(prand, hashOf(key, prand))).toContainEqual({ slot: 1, reversed: false });
        expect(keys.resolve(prand, hashOf(reversed(key), prand))).toContainEqual({ slot: 1, reversed: true });
        expect(keys.resolve(prand, hashOf(key, prand) ^ 0x800000)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('is tried in one byte order only where that is known', async () => {
    const slots = await slotsOf(IRK);
    await slots.amend(hexId(2, 1), 0, withOrder(slots.contentOf(0), ORDERS.reversed));
    expect(new IrkSet(viewOf(slots)).resolve(0x708194, 0x0dfbaa)).toEqual([]);
    await slots.amend(hexId(2, 1), 0, withOrder(slots.contentOf(0), ORDERS.asPrinted));
    expect(new IrkSet(viewOf(slots)).resolve(0x708194, 0x0dfbaa)).toHaveLength(1);
  });

  it('is resolved by none once the keys are overwritten', async () => {
    const keys = new IrkSet(viewOf(await slotsOf(IRK)));
    keys.clear();
    expect(keys.resolve(0x708194, 0x0dfbaa)).toEqual([]);
  });
});

describe('addresses that were tried', () => {
  it('are nobody where two members have a key that explains them', async () => {
    const view = viewOf(await slotsOf(IRK, IRK));
    const addresses = new Addresses();
    const matches = new IrkSet(view).resolve(0x708194, 0x0dfbaa);
    expect(matches).toHaveLength(2);
    expect(addresses.learn('7081940dfbaa', matches)).toBe('nobody');
    expect(addresses.of('7081940dfbaa', view)).toBe('nobody');
  });

  it('say what byte order a key has when two of them agree, and not when one is heard again', async () => {
    const view = viewOf(await slotsOf(IRK));
    const addresses = new Addresses();
    const match = { slot: 0, reversed: false };
    expect(addresses.orderShown(match, '7081940dfbaa', 0, view)).toBeUndefined();
    expect(addresses.orderShown(match, '7081940dfbaa', 1, view)).toBeUndefined();
    expect(addresses.orderShown({ slot: 0, reversed: true }, '7a0000000000', 2, view)).toBeUndefined();
    expect(addresses.orderShown(match, '412345c4d0df', 3, view)).toBeUndefined();
    expect(addresses.orderShown(match, '7081940dfbaa', 4, view)).toBe(ORDERS.asPrinted);
  });

  it("say nothing of it where they are of different hours: over the months each key meets strangers' addresses", async () => {
    const view = viewOf(await slotsOf(IRK));
    const addresses = new Addresses();
    const match = { slot: 0, reversed: true };
    expect(addresses.orderShown(match, '7a0000000000', 0, view)).toBeUndefined();
    expect(addresses.orderShown(match, '7b0000000000', WITNESS_MS + 1, view)).toBeUndefined();
    expect(addresses.orderShown(match, '7c0000000000', 2 * WITNESS_MS + 1, view)).toBe(ORDERS.reversed);
  });

  it('are kept in bounds: what was heard first is tried again', async () => {
    const view = viewOf(await slotsOf(IRK));
    const addresses = new Addresses();
    const address = (n: number) => `40${n.toString(16).padStart(10, '0')}`;
    for (let n = 0; n <= 65_536; n += 1) addresses.learn(address(n), []);
    expect([addresses.of(address(0), view), addresses.of(address(1), view)]).toEqual(['untried', 'nobody']);
  });
});
