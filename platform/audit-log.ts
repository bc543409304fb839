import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditEntry, PRODUCT } from '../contract/audit.ts';
import { checker } from '../contract/check.ts';
import { AislegateError } from '../contract/errors.ts';
import { instantText } from '../contract/instant.ts';
import { type Head, writeHead } from './audit/head.ts';
import { type ChainEnd, type Claim, claimedBy, nextLine } from './audit/line.ts';
import { resumeLog } from './audit/resume.ts';
import { segmentFile, segmentLines, segmentsIn } from './audit/segments.ts';
import { privateFolder } from './durable-file.ts';
import { writeWhole } from './write-whole.ts';

export type { AuditEntry } from '../contract/audit.ts';

/** Where others tell what they do. */
export type AuditSink = Pick<FileAuditLog, 'append'>;

/** Structurally the `AuditLog` of the edge and of headquarters. */
export interface FileAuditLog {
  /** Resolves when it is on disk; rejects with AUD_NOT_WRITTEN, and then what was to be accounted for must not be done. */
  append(entry: AuditEntry): Promise<void>;
  /** The number and hash of the newest record: who keeps them elsewhere can prove later that nothing before was changed. */
  end(): ChainEnd;
  /** Forgets the months that ended before; the chain can still be verified from there on. Resolves to the number of records that went. */
  dropBefore(t: number): Promise<number>;
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly folder: string;
  readonly clock: { nowMs(): number };
  /** Whether that is another clock than the machine's. */
  readonly clockGiven?: boolean;
  /** Seals the head of the chain. */
  readonly key?: Uint8Array | undefined;
  readonly maxSegmentBytes?: number;
  /** Hears that the log on disk is not as it was written; it goes on all the same, and the gap stays to be seen. */
  readonly onTrouble?: (error: AislegateError) => void;
}

/** Where the log of a process stands in the process's own folder. */
export function auditFolder(folder: string): string {
  return join(folder, 'audit');
}

export const AUDIT_KEY_BYTES = 32;
const MAX_SEGMENT_BYTES = 8_388_608;
const check = checker(AuditEntry);

/**
 * An append-only log in a folder of its own: lines of JSON, each holding the hash of the one before (SHA-256), in segments that continue the chain, and a head
 * that says where it ends. It holds no name, no identifier and nothing that people wrote: `AuditEntry` has no room for them.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<FileAuditLog> {
  const { folder, key, onTrouble } = options;
  await privateFolder(folder);
  const { head, trouble } = await resumeLog(folder, key);
  for (const segment of await segmentsIn(folder)) {
    // A process that died while it dropped old segments had told so already.
    if (segment < head.first.segment) await rm(segmentFile(folder, segment), { force: true });
  }
  const log = new AuditLog(options, head);
  if (trouble) {
    onTrouble?.(new AislegateError('AUD_BROKEN', { path: folder, detail: trouble.detail }));
    await log.append({ action: 'log-continued', by: PRODUCT, what: trouble.what });
  }
  return log;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly at: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class AuditLog implements FileAuditLog {
  readonly #options: AuditLogOptions;
  #head: Head;
  #file: { readonly segment: number; readonly handle: FileHandle } | undefined;
  #waiting: Waiting[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: AuditLogOptions, head: Head) {
    this.#options = options;
    this.#head = head;
  }

  async append(entry: AuditEntry): Promise<void> {
    const checked = check(entry);
    if (!checked.ok) throw new TypeError(`not an entry of the audit log: ${checked.detail}`);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ entry, at: instantText(this.#options.clock.nowMs()), resolve, reject });
      // Whoever comes while the disk is busy is written together with the others.
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#writeWaiting());
    });
  }

  end(): ChainEnd {
    return this.#head.last;
  }

  dropBefore(t: number): Promise<number> {
    return this.#inTurn(async () => {
      const { folder } = this.#options;
      const before = this.#head.first;
      let { segment } = before;
      for (; segment < this.#head.segment; segment++) {
        const last = await lastOf(folder, segment);
        if (last && last.at >= t) break;
      }
      if (segment === before.segment) return 0;
      const after = this.#head.bytes === 0 && segment === this.#head.segment ? this.#head.last : (await firstOf(folder, segment))?.after;
      if (!after) return 0;
      const records = after.number - before.after.number;
      const told: AuditEntry = { action: 'retention-applied', by: PRODUCT, what: 'audit-log', counts: { records } };
      await this.#write([{ entry: told, at: instantText(this.#options.clock.nowMs()) }], { segment, after });
      for (let old = before.segment; old < segment; old++) await rm(segmentFile(folder, old), { force: true });
      return records;
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#file?.handle.close();
      this.#file = undefined;
    });
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(waiting, this.#head.first);
      for (const { resolve } of waiting) resolve();
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : 'unknown';
      const error = new AislegateError('AUD_NOT_WRITTEN', { path: this.#options.folder, detail }, { cause });
      for (const { reject } of waiting) reject(error);
    }
  }

  /** Written and synced, then the head: what the head names is on disk. */
  async #write(entries: readonly Pick<Waiting, 'entry' | 'at'>[], first: Head['first']): Promise<void> {
    const { folder, key, clockGiven } = this.#options;
    let { last } = this.#head;
    const lines: string[] = [];
    for (const { entry, at } of entries) {
      const next = nextLine(last, { at, clock: clockGiven ? 'given' : 'machine', ...entry });
      lines.push(next.line);
      last = next.end;
    }
    const place = this.#placeFor(entries[0]?.at.slice(0, 7) ?? '');
    const handle = await this.#segment(place.segment);
    const bytes = Buffer.from(lines.join(''));
    // At its place, and what a failed write left behind it cut off: a second try must not stand after half of the first.
    await handle.truncate(place.bytes);
    await writeWhole(handle, bytes, place.bytes);
    await handle.datasync();
    const head: Head = { ...place, bytes: place.bytes + bytes.length, last, first };
    await writeHead(folder, head, key);
    this.#head = head;
  }

  #placeFor(month: string): Pick<Head, 'segment' | 'bytes' | 'month'> {
    const { segment, bytes, month: begun } = this.#head;
    const full = bytes >= (this.#options.maxSegmentBytes ?? MAX_SEGMENT_BYTES);
    if (bytes > 0 && (full || begun !== month)) return { segment: segment + 1, bytes: 0, month };
    return { segment, bytes, month };
  }

  async #segment(segment: number): Promise<FileHandle> {
    if (this.#file?.segment === segment) return this.#file.handle;
    await this.#file?.handle.close();
    this.#file = undefined;
    const path = segmentFile(this.#options.folder, segment);
    const handle = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    this.#file = { segment, handle };
    return handle;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** The last of a segment's records that can be read: the others may be damaged, and are dropped in their time all the same. */
async function lastOf(folder: string, segment: number): Promise<Claim | undefined> {
  let last: Claim | undefined;
  for await (const line of segmentLines(folder, segment)) last = claimedBy(line) ?? last;
  return last;
}

async function firstOf(folder: string, segment: number): Promise<Claim | undefined> {
  for await (const line of segmentLines(folder, segment)) return claimedBy(line);
  return undefined;
}
