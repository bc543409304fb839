import { describe, expect, it } from 'vitest';
import type { Buckets } from '../../cloud/ports/buckets.ts';
import type { Bucket } from '../../contract/subjects.ts';

export interface BucketsUnderTest {
  readonly buckets: Buckets;
  /** What a shop finds under the key; undefined where there is nothing. */
  read(bucket: Bucket, key: string): Promise<unknown>;
}

/** What headquarters may rely on when it hands records to the shops. Each test has keys of its own. */
export function describeBuckets(name: string, make: () => Promise<BucketsUnderTest>): void {
  describe(`${name} as the buckets`, () => {
    it('a record that was put is found under its key, in its bucket only', async () => {
      const { buckets, read } = await make();
      await buckets.put('inventory', 'lyon-3.butter', { product: 'butter', quantity: 3 });
      expect(await read('inventory', 'lyon-3.butter')).toEqual({ product: 'butter', quantity: 3 });
      expect(await read('catalogue', 'lyon-3.butter')).toBeUndefined();
      expect(await read('inventory', 'all.butter')).toBeUndefined();
    });

    it('a record that is put again replaces the one before, once the call is answered', async () => {
      const { buckets, read } = await make();
      await buckets.put('inventory', 'lyon-3.cream', { product: 'cream', quantity: 3 });
      await buckets.put('inventory', 'lyon-3.cream', { product: 'cream', quantity: 0 });
      expect(await read('inventory', 'lyon-3.cream')).toEqual({ product: 'cream', quantity: 0 });
    });

    it('a record keeps what it was when it was put, whatever becomes of the object', async () => {
      const { buckets, read } = await make();
      const record = { product: 'quark', quantity: 1 };
      await buckets.put('inventory', 'lyon-3.quark', record);
      record.quantity = 2;
      expect(await read('inventory', 'lyon-3.quark')).toEqual({ product: 'quark', quantity: 1 });
    });

    it('a removed record is gone, can be removed again, and can come back', async () => {
      const { buckets, read } = await make();
      await buckets.put('members', 'all.0123', { subject: '0123' });
      await buckets.remove('members', 'all.0123');
      expect(await read('members', 'all.0123')).toBeUndefined();
      await buckets.remove('members', 'all.0123');
      await buckets.put('members', 'all.0123', { subject: '4567' });
      expect(await read('members', 'all.0123')).toEqual({ subject: '4567' });
    });

    it('all records of a bucket can be read back, those that were removed left out', async () => {
      const { buckets } = await make();
      expect(await buckets.values('erasures')).toEqual([]);
      await buckets.put('erasures', 'all.ada', { subject: 'ada' });
      await buckets.put('erasures', 'all.bo', { subject: 'bob' });
      await buckets.put('erasures', 'all.bo', { subject: 'bo' });
      await buckets.put('erasures', 'lyon-3.cy', { subject: 'cy' });
      await buckets.remove('erasures', 'lyon-3.cy');
      expect(await buckets.values('erasures')).toEqual([{ subject: 'ada' }, { subject: 'bo' }]);
    });
  });
}
