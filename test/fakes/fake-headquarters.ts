import { AislegateError } from '../../contract/errors.ts';
import type { Fact } from '../../contract/facts/fact.ts';
import type { Confirmed } from '../../contract/messages.ts';
import type { LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';
import type { ExportPart, ExportRequest } from '../../contract/privacy.ts';
import type { ErasureRecord } from '../../contract/records.ts';
import type { Bucket } from '../../contract/subjects.ts';
import type { BucketEntry, Headquarters } from '../../edge/ports/headquarters.ts';
import type { ReadMark } from '../../edge/ports/member-store.ts';

/** Headquarters in memory: a stream, buckets and keys, behind a link that can be cut. */
export class FakeHeadquarters implements Headquarters {
  /** Facts as they arrived, repetitions too. */
  readonly received: Fact[] = [];
  readonly attempts: { readonly facts: number }[] = [];
  readonly memberKeys = new Map<string, Uint8Array>();
  /** What answers for the budgets; until it is set there is none for anybody. */
  grants: (request: LeaseRequest) => LeaseReply = ({ campaign, member, spent }) => ({
    campaign,
    ...(member !== undefined && { member }),
    granted: spent,
    spent,
    until: '2100-01-01T00:00:00Z',
  });
  readonly #shop: string;
  readonly #buckets = new Map<string, BucketEntry>();
  readonly #confirmed: ((confirmed: Confirmed) => void)[] = [];
  readonly #erase: ((record: unknown) => void)[] = [];
  #export: (request: ExportRequest) => readonly ExportPart[] = () => [];
  readonly #watchers: {
    readonly buckets: readonly Bucket[];
    readonly handler: (entry: BucketEntry) => unknown;
    readonly after: ReadonlyMap<string, ReadMark>;
    seen: Map<string, unknown>;
  }[] = [];
  #linked = true;
  #revision = 0;

  constructor(shop = 'demo') {
    this.#shop = shop;
  }

  async send(facts: readonly Fact[]): Promise<void> {
    this.attempts.push({ facts: facts.length });
    await Promise.resolve();
    this.#assertLinked();
    this.received.push(...facts);
  }

  onConfirmed(handler: (confirmed: Confirmed) => void): void {
    this.#confirmed.push(handler);
  }

  onErase(handler: (record: unknown) => void): void {
    this.#erase.push(handler);
  }

  onExport(handler: (request: ExportRequest) => readonly ExportPart[]): void {
    this.#export = handler;
  }

  /** Says that somebody is to be erased, to a shop that is connected. */
  erase(record: ErasureRecord): void {
    if (this.#linked) for (const handler of this.#erase) handler(record);
  }

  /** Asks what is held of somebody. */
  ask(request: ExportRequest): readonly ExportPart[] {
    return this.#export(request);
  }

  watch(buckets: readonly Bucket[], handler: (entry: BucketEntry) => unknown, after: ReadonlyMap<string, ReadMark> = new Map()): void {
    this.#watchers.push({ buckets, handler, after, seen: new Map() });
    this.#tell();
  }

  async keys(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    await Promise.resolve();
    this.#assertLinked();
    return new Map(
      subjects.flatMap((subject) => (this.memberKeys.has(subject) ? [[subject, this.memberKeys.get(subject) ?? new Uint8Array()]] : [])),
    );
  }

  async lease(request: LeaseRequest): Promise<LeaseReply> {
    await Promise.resolve();
    this.#assertLinked();
    return this.grants(request);
  }

  reachable(): boolean {
    return this.#linked;
  }

  /** What headquarters does: puts a record, or removes it when `value` is undefined. */
  change(bucket: Bucket, key: string, value: unknown): void {
    this.#revision += 1;
    this.#buckets.set(`${bucket}/${key}`, { bucket, key, value, revision: this.#revision });
    this.#tell();
  }

  confirm(confirmed: Confirmed): void {
    if (this.#linked) for (const handler of this.#confirmed) handler(confirmed);
  }

  /** Confirms everything received so far, as a consumer does that has committed it. */
  confirmReceived(): void {
    const highest = new Map<string, number>();
    for (const { epoch, sequence } of this.received) highest.set(epoch, Math.max(sequence, highest.get(epoch) ?? 0));
    this.confirm({ watermarks: [...highest].map(([epoch, sequence]) => ({ epoch, sequence })) });
  }

  cut(): void {
    this.#linked = false;
  }

  restore(): void {
    this.#linked = true;
    this.#tell();
  }

  #assertLinked(): void {
    if (!this.#linked) throw new AislegateError('HQ_UNREACHABLE', { detail: 'it is cut off' });
  }

  #tell(): void {
    if (!this.#linked) return;
    for (const { buckets, handler, seen, after } of this.#watchers) {
      for (const [id, entry] of this.#buckets) {
        const owner = entry.key.split('.')[0] ?? '';
        if ((entry.revision ?? 0) <= (after.get(`${entry.bucket}/${owner}`)?.revision ?? 0)) continue;
        const ours = buckets.includes(entry.bucket) && [this.#shop, 'all'].includes(owner);
        if (!ours || (seen.has(id) && seen.get(id) === entry)) continue;
        seen.set(id, entry);
        handler(entry);
      }
    }
  }
}
