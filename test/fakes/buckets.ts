import type { Buckets } from '../../cloud/ports/buckets.ts';
import type { Bucket } from '../../contract/subjects.ts';

/** Buckets in memory. They can be taken away, as a lost connection takes the real ones. */
export class FakeBuckets implements Buckets {
  reachable = true;
  readonly #records = new Map<string, unknown>();
  /** Every call that was answered, oldest first. */
  readonly calls: { readonly bucket: Bucket; readonly key: string; readonly value: object | undefined }[] = [];

  async put(bucket: Bucket, key: string, value: object): Promise<void> {
    this.#assertReachable();
    this.#records.set(`${bucket}/${key}`, structuredClone(value));
    this.calls.push({ bucket, key, value });
  }

  async remove(bucket: Bucket, key: string): Promise<void> {
    this.#assertReachable();
    this.#records.delete(`${bucket}/${key}`);
    this.calls.push({ bucket, key, value: undefined });
  }

  async values(bucket: Bucket): Promise<readonly unknown[]> {
    this.#assertReachable();
    return this.keys(bucket).map((key) => this.get(bucket, key));
  }

  get(bucket: Bucket, key: string): unknown {
    return this.#records.get(`${bucket}/${key}`);
  }

  keys(bucket: Bucket): readonly string[] {
    return [...this.#records.keys()].filter((name) => name.startsWith(`${bucket}/`)).map((name) => name.slice(bucket.length + 1));
  }

  #assertReachable(): void {
    if (!this.reachable) throw new Error('the buckets cannot be reached');
  }
}
