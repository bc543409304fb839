import { describe, expect, it } from 'vitest';
import type { Replica } from '../../edge/ports/replica.ts';

export interface ReplicaUnderTest {
  /** Opens the same replica again; what was opened before has been closed. */
  open(): Promise<Replica>;
}

export function replicaContract(name: string, setUp: () => Promise<ReplicaUnderTest>): void {
  describe(`the replica of headquarters' buckets on ${name}`, () => {
    it('holds the last of each key over a restart, and nothing of what was removed', async () => {
      const subject = await setUp();
      const first = await subject.open();
      first.put({ bucket: 'catalogue', key: 'all.apples', value: { n: 1 } });
      first.put({ bucket: 'catalogue', key: 'all.apples', value: { n: 2 } });
      first.put({ bucket: 'inventory', key: 'demo.milk', value: { quantity: 0 } });
      first.put({ bucket: 'orders', key: 'demo.gone', value: {} });
      first.put({ bucket: 'orders', key: 'demo.gone', value: undefined });
      const expected = [
        { bucket: 'catalogue', key: 'all.apples', value: { n: 2 } },
        { bucket: 'inventory', key: 'demo.milk', value: { quantity: 0 } },
      ];
      expect(first.all()).toEqual(expected);
      await first.close();
      const second = await subject.open();
      expect(second.all()).toEqual(expected);
      second.put({ bucket: 'catalogue', key: 'all.apples', value: undefined });
      await second.close();
      const third = await subject.open();
      expect(third.all()).toEqual(expected.slice(1));
      await third.close();
    });
  });
}
