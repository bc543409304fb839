import { createReadStream } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { AislegateError } from '../../../contract/errors.ts';
import { instantText } from '../../../contract/instant.ts';
import { RECORDING_KEY_BYTES, RECORDING_LIFE_MS } from '../../../contract/recording.ts';
import type { EndReason } from '../../../contract/recording-end.ts';
import { traceLine } from '../../../contract/trace.ts';
import { privateFolder } from '../../../platform/durable-file.ts';
import type { RawMessage } from '../../domain/message.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Recording, Recordings } from '../../ports/recordings.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { Accounts, type AccountsOptions } from './accounts.ts';
import { destroyRecording, keptRecordings, notedOpenings, recordingFile, writeKey } from './vault.ts';
import { RecordingWriter } from './writer.ts';

/** What the edge did by itself. */
const EDGE = 'edge';
const FLUSH_MS = 1000;
const CLEAN_MS = 60_000;
/** A clock that was set back by more leaves a recording of unknown age, which is as good as too old. */
const CLOCK_CORRECTION_MS = 3_600_000;
/** The journal needs the disk more than a diagnostic does. */
const LEFT_FREE_BYTES = 134_217_728;
const MB = 1_000_000;

export interface RecordingsOptions extends AccountsOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'bytes' | 'id'>;
  readonly telemetry: Pick<Telemetry, 'count' | 'gauge' | 'info' | 'error'>;
  readonly maxBytes: number;
  /** Bytes free on the disk of the folder; asked of the system where not given. */
  readonly freeBytes?: () => Promise<number>;
}

interface Active {
  readonly id: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly writer: RecordingWriter;
  readonly cancels: readonly Cancel[];
  ended?: Promise<void>;
}

export async function openRecordings(options: RecordingsOptions): Promise<Recordings> {
  await privateFolder(options.folder);
  const recordings = new FolderRecordings(options);
  await recordings.clean();
  return recordings;
}

class FolderRecordings implements Recordings {
  readonly #options: RecordingsOptions;
  readonly #cancelCleaning: Cancel;
  /** How recordings of this run ended. */
  readonly #ended = new Map<string, Pick<Recording, 'ended' | 'messages' | 'dropped'>>();
  /** Of these the key is not a remainder, whether their file is there yet or not. */
  readonly #made = new Set<string>();
  readonly #accounts: Accounts;
  #active: Active | undefined;
  #starting = false;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#accounts = new Accounts(options);
    this.#cancelCleaning = options.clock.every(CLEAN_MS, () => this.clean());
  }

  hear(message: RawMessage): void {
    this.#active?.writer.add(JSON.stringify(traceLine(message)));
  }

  async start({ seconds, by }: { readonly seconds: number; readonly by: string }): Promise<Recording> {
    const { folder, clock, random } = this.#options;
    if (this.#active || this.#starting) {
      throw new AislegateError('REC_BUSY', { until: instantText(this.#active?.endsAt ?? clock.nowMs()) });
    }
    this.#starting = true;
    const id = random.id();
    this.#made.add(id);
    let writer: RecordingWriter | undefined;
    try {
      await this.#assertRoom();
      const key = random.bytes(RECORDING_KEY_BYTES);
      await writeKey(folder, id, key);
      writer = await this.#writer(id, key);
      // Nothing is recorded that is not accounted for.
      await this.#accounts.before({ action: 'recording-started', recordingId: id, by, at: clock.nowMs() });
      this.#active = this.#begin(id, writer, seconds);
    } catch (error) {
      await writer?.end('asked', clock.nowMs());
      await destroyRecording(folder, id);
      throw error;
    } finally {
      this.#starting = false;
    }
    return this.#find(id);
  }

  async stop(id: string, by: string): Promise<Recording> {
    if (this.#active?.id === id) await this.#end('asked', by);
    return this.#find(id);
  }

  async list(): Promise<readonly Recording[]> {
    const { recordings } = await keptRecordings(this.#options.folder);
    return recordings.map((kept): Recording => {
      const deletedAt = kept.startedAt + RECORDING_LIFE_MS;
      const active = this.#active?.id === kept.id ? this.#active : undefined;
      if (!active) return { ...kept, deletedAt, ...this.#ended.get(kept.id) };
      const { endsAt, writer } = active;
      return { ...kept, deletedAt, endsAt, bytes: writer.bytes, messages: writer.messages, dropped: writer.dropped };
    });
  }

  async content(id: string, by: string): Promise<AsyncIterable<Uint8Array>> {
    const { endsAt } = await this.#find(id);
    if (endsAt !== undefined) throw new AislegateError('REC_BUSY', { until: instantText(endsAt) });
    const { clock, folder } = this.#options;
    await this.#accounts.before({ action: 'recording-downloaded', recordingId: id, by, at: clock.nowMs() });
    return createReadStream(recordingFile(folder, id));
  }

  async remove(id: string, by: string): Promise<void> {
    await this.#find(id);
    if (this.#active?.id === id) await this.#end('asked', by);
    await this.#destroy(id, by);
  }

  async close(): Promise<void> {
    this.#cancelCleaning();
    await this.#end('shutdown', EDGE);
    await this.#accounts.settle();
  }

  /** Destroys what is older than a day and what of it is left, and accounts for what was opened. */
  async clean(): Promise<void> {
    const { clock, folder } = this.#options;
    const now = clock.nowMs();
    const { recordings, remains } = await keptRecordings(folder);
    for (const { id, startedAt } of recordings) {
      if (now - startedAt < RECORDING_LIFE_MS && startedAt - now < CLOCK_CORRECTION_MS) continue;
      if (this.#active?.id === id) await this.#end('time', EDGE);
      await this.#destroy(id, EDGE);
    }
    for (const id of remains) if (!this.#made.has(id)) await destroyRecording(folder, id);
    await this.#accounts.settle();
    for (const { path, id, at, by } of await notedOpenings(folder, now)) {
      const told = await this.#accounts.told({ action: 'recording-opened', recordingId: id, by, at });
      if (told) await rm(path, { force: true });
    }
  }

  #writer(id: string, key: Uint8Array): Promise<RecordingWriter> {
    const { clock, folder, maxBytes } = this.#options;
    const onFull = (reason: EndReason): void => void this.#end(reason, EDGE);
    return RecordingWriter.open({ id, key, startedAt: clock.nowMs(), path: recordingFile(folder, id), maxBytes, onFull });
  }

  #begin(id: string, writer: RecordingWriter, seconds: number): Active {
    const { clock, telemetry } = this.#options;
    const startedAt = clock.nowMs();
    telemetry.gauge('aislegate_recording', 1);
    const cancels = [clock.every(FLUSH_MS, () => this.#keepUp(writer)), clock.after(seconds * 1000, () => this.#end('time', EDGE))];
    return { id, startedAt, endsAt: startedAt + seconds * 1000, writer, cancels };
  }

  async #keepUp(writer: RecordingWriter): Promise<void> {
    await writer.flush();
    if ((await this.#freeBytes()) < LEFT_FREE_BYTES) await this.#end('disk', EDGE);
  }

  /** Ends the recording that is under way; whoever asks while it is ending waits for the same end. */
  async #end(reason: EndReason, by: string): Promise<void> {
    const active = this.#active;
    if (!active) return;
    active.ended ??= this.#finish(active, reason, by);
    await active.ended;
  }

  async #finish({ id, writer, cancels }: Active, reason: EndReason, by: string): Promise<void> {
    const { clock, telemetry } = this.#options;
    for (const cancel of cancels) cancel();
    await writer.end(reason, clock.nowMs()).catch((error: unknown) => telemetry.error('INTERNAL', { reference: 'recording' }, error));
    this.#active = undefined;
    const { messages, dropped } = writer;
    this.#ended.set(id, { ended: reason, messages, dropped });
    telemetry.gauge('aislegate_recording', 0);
    telemetry.count('aislegate_recording_dropped_total', {}, dropped);
    await this.#accounts.after({ action: 'recording-stopped', recordingId: id, by, at: clock.nowMs() });
  }

  async #destroy(id: string, by: string): Promise<void> {
    await destroyRecording(this.#options.folder, id);
    this.#ended.delete(id);
    await this.#accounts.after({ action: 'recording-deleted', recordingId: id, by, at: this.#options.clock.nowMs() });
  }

  async #find(id: string): Promise<Recording> {
    const found = (await this.list()).find((recording) => recording.id === id);
    if (!found) throw new AislegateError('REC_UNKNOWN');
    return found;
  }

  async #assertRoom(): Promise<void> {
    const free = await this.#freeBytes();
    if (free >= LEFT_FREE_BYTES) return;
    throw new AislegateError('REC_NO_ROOM', { freeMb: Math.floor(free / MB), neededMb: Math.ceil(LEFT_FREE_BYTES / MB) });
  }

  async #freeBytes(): Promise<number> {
    const { folder, freeBytes } = this.#options;
    if (freeBytes) return freeBytes();
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  }
}
