import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRing } from '../../edge/ports/key-ring.ts';
import { hexId } from '../support/facts.ts';

export interface KeyRingUnderTest {
  /** Opens the same key ring again; what was opened before has been closed. */
  open(): Promise<KeyRing>;
  dispose(): Promise<void>;
}

export const keyOf = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (n * 31 + i) % 256);
const anna = hexId(2, 1);
const bob = hexId(2, 2);

export function keyRingContract(name: string, setUp: () => Promise<KeyRingUnderTest>): void {
  describe(`a key ring on ${name}`, () => {
    let subject: KeyRingUnderTest;
    beforeEach(async () => {
      subject = await setUp();
    });
    afterEach(() => subject.dispose());

    it('holds the keys of members over a restart', async () => {
      const first = await subject.open();
      await first.put(
        new Map([
          [anna, keyOf(1)],
          [bob, keyOf(2)],
        ]),
      );
      expect(first.get(anna)).toEqual(Buffer.from(keyOf(1)));
      await first.close();
      const second = await subject.open();
      expect(second.size()).toBe(2);
      expect(second.get(bob)).toEqual(Buffer.from(keyOf(2)));
      await second.close();
    });

    it('forgets a destroyed key at once and for ever, and no other', async () => {
      const first = await subject.open();
      await first.put(
        new Map([
          [anna, keyOf(1)],
          [bob, keyOf(2)],
        ]),
      );
      await first.destroy(anna);
      expect([first.get(anna), first.size()]).toEqual([undefined, 1]);
      await first.destroy(anna);
      await first.close();
      const second = await subject.open();
      expect(second.get(anna)).toBeUndefined();
      expect(second.get(bob)).toEqual(Buffer.from(keyOf(2)));
      await second.close();
    });

    it('takes a new key in place of an old one', async () => {
      const ring = await subject.open();
      await ring.put(new Map([[anna, keyOf(1)]]));
      await ring.put(new Map([[anna, keyOf(3)]]));
      expect([ring.size(), ring.get(anna)]).toEqual([1, Buffer.from(keyOf(3))]);
      await ring.close();
    });

    it('keeps the order of calls that overlap', async () => {
      const ring = await subject.open();
      await Promise.all([ring.put(new Map([[anna, keyOf(1)]])), ring.destroy(anna), ring.put(new Map([[bob, keyOf(2)]]))]);
      expect([ring.get(anna), ring.size()]).toEqual([undefined, 1]);
      await ring.close();
    });
  });
}
