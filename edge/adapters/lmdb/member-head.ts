/**
 * What stands beside a sealed record, so that it is found without opening it: subject[16] ‖ revision[6, big endian; 0 is unknown] ‖ entries[9 each: hash[8] ‖ tag[1]].
 */
export interface MemberHead {
  readonly subject: Uint8Array;
  readonly revision: number;
  /** hash[8] ‖ tag[1] */
  readonly entries: readonly Uint8Array[];
}

const SUBJECT_BYTES = 16;
const REVISION_BYTES = 6;
const ENTRIES_AT = SUBJECT_BYTES + REVISION_BYTES;
const HASH_BYTES = 8;
const ENTRY_BYTES = HASH_BYTES + 1;

export function writeHead({ subject, revision, entries }: MemberHead): Buffer {
  const number = Buffer.alloc(REVISION_BYTES);
  number.writeUIntBE(revision, 0, REVISION_BYTES);
  return Buffer.concat([subject, number, ...entries]);
}

export function readHead(bytes: Buffer): MemberHead {
  const entries: Uint8Array[] = [];
  for (let at = ENTRIES_AT; at < bytes.length; at += ENTRY_BYTES) entries.push(bytes.subarray(at, at + ENTRY_BYTES));
  return { subject: bytes.subarray(0, SUBJECT_BYTES), revision: bytes.readUIntBE(SUBJECT_BYTES, REVISION_BYTES), entries };
}

/** The tag of a hash that the head lists, without taking it apart: this is asked for every sighting of a member. */
export function tagOf(head: Buffer, hash: Uint8Array): number | undefined {
  for (let at = ENTRIES_AT; at < head.length; at += ENTRY_BYTES)
    if (head.compare(hash, 0, HASH_BYTES, at, at + HASH_BYTES) === 0) return head[at + HASH_BYTES];
  return undefined;
}

export function hasSubject(head: Buffer, subject: Uint8Array): boolean {
  return head.compare(subject, 0, SUBJECT_BYTES, 0, SUBJECT_BYTES) === 0;
}

export function subjectOfHead(head: Buffer): string {
  return head.toString('hex', 0, SUBJECT_BYTES);
}

export function revisionOfHead(head: Buffer): number {
  return head.readUIntBE(SUBJECT_BYTES, REVISION_BYTES);
}

/** The bits by which hashes and subjects are looked up: both are as good as random. */
export function firstBits(bytes: Uint8Array): number {
  return (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
}
