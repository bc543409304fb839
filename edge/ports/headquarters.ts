import type { Fact } from '../../contract/facts/fact.ts';
import type { Confirmed } from '../../contract/messages.ts';
import type { LeaseReply, LeaseRequest } from '../../contract/offers/budget.ts';
import type { ExportPart, ExportRequest } from '../../contract/privacy.ts';
import type { Bucket } from '../../contract/subjects.ts';
import type { ReadMark } from './member-store.ts';

/** A change in a bucket; `value` is undefined for a removed key. */
export interface BucketEntry {
  readonly bucket: Bucket;
  readonly key: string;
  readonly value: unknown;
  /** The number of the change; later changes of a bucket have higher ones, whatever their key. */
  readonly revision?: number;
}

/** Headquarters behind the leaf link, which may be gone for days. */
export interface Headquarters {
  /** Hands facts to HQ's stream. Resolves when the stream holds all of them, rejects when it cannot be reached. */
  send(facts: readonly Fact[]): Promise<void>;
  onConfirmed(handler: (confirmed: Confirmed) => void): void;
  /** Somebody is to be erased at once: an `ErasureRecord` that nobody has checked. The bucket `erasures` brings it too. */
  onErase(handler: (record: unknown) => void): void;
  /** Headquarters asks what is held of somebody, for whoever asked for it; the parts are the answer. */
  onExport(handler: (request: ExportRequest) => readonly ExportPart[]): void;
  /**
   * Delivers what the buckets hold for this shop and for all, then each change; of those that have a mark (`members/all`), only what came
   * after it. Survives outages by watching again. While promises of the handler are open, headquarters is asked to wait.
   */
  watch(buckets: readonly Bucket[], handler: (entry: BucketEntry) => void | Promise<void>, after?: ReadonlyMap<string, ReadMark>): void;
  /** Keys of members by subject; a subject without a key any more is left out. Rejects when HQ cannot be reached. */
  keys(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** How much of a campaign's budget the shop may spend. Rejects when HQ cannot be reached. */
  lease(request: LeaseRequest): Promise<LeaseReply>;
  reachable(): boolean;
}
