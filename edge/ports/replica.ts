import type { BucketEntry } from './headquarters.ts';

/** The last that was heard of HQ's buckets, on the edge's own disk, so that the shop works through an outage and a restart. */
export interface Replica {
  put(entry: BucketEntry): void;
  all(): readonly BucketEntry[];
  close(): Promise<void>;
}
