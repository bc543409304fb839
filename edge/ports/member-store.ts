/** A member as the disk holds it: sealed under the member's key, found by keyed hashes of identifiers. */
export interface StoredMember {
  readonly subject: string;
  /** The record from headquarters, as `sealBytes` made it. */
  readonly record: Uint8Array;
  /** The number of the change in the bucket that the record came with. */
  readonly revision?: number;
  /** What this shop added since, sealed alike. */
  readonly additions?: Uint8Array | undefined;
}

/** A change of one member. `undefined` leaves as it is. */
export type MemberChange =
  | { readonly subject: string; readonly record: Uint8Array; readonly index: readonly Uint8Array[]; readonly revision?: number | undefined }
  | { readonly subject: string; readonly additions: Uint8Array | null }
  | { readonly subject: string; readonly removed: true };

export interface Tagged {
  readonly subject: string;
  /** 0 to 255. */
  readonly tag: number;
}

/** How far a bucket was read: the number of the last change that is written here, and its key. */
export interface ReadMark {
  readonly key: string;
  readonly revision: number;
}

/**
 * The members that this shop may know, on disk: a million and more, of which memory holds next to nothing. It sees no identifier and no field in clear.
 */
export interface MemberStore {
  /** All in one transaction, on disk when it resolves. `index` are hash[8] ‖ tag[1] each, and replace those of the member before. */
  write(changes: readonly MemberChange[], marks?: ReadonlyMap<string, ReadMark>): Promise<void>;
  /** Whom a hash leads to, and the tag it was put with, without reading the record: who it is says nothing of what is agreed to. */
  whoHas(hash: Uint8Array): Tagged | undefined;
  get(subject: string): StoredMember | undefined;
  subjects(): Iterable<string>;
  /** By bucket and owner, as in `members/all`. */
  marks(): ReadonlyMap<string, ReadMark>;
  size(): number;
  close(): Promise<void>;
}
