import type { Bucket } from '../../contract/subjects.ts';

/** The key-value buckets that carry records to the shops. A resolved call stands on HQ's disk. */
export interface Buckets {
  put(bucket: Bucket, key: string, value: object): Promise<void>;
  remove(bucket: Bucket, key: string): Promise<void>;
  /** Everything that the bucket holds for any shop. */
  values(bucket: Bucket): Promise<readonly unknown[]>;
}
