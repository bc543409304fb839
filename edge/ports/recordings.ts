import type { EndReason } from '../../contract/recording-end.ts';
import type { RawMessage } from '../domain/message.ts';

/** A recording of raw input, whatever stands in it sealed. */
export interface Recording {
  /** 32 hex. */
  readonly id: string;
  readonly startedAt: number;
  /** Of the file so far. */
  readonly bytes: number;
  readonly deletedAt: number;
  /** While it is under way: when it ends at the latest. */
  readonly endsAt?: number;
  /** Why it ended; unknown of one that an earlier run of the edge made. */
  readonly ended?: EndReason;
  readonly messages?: number;
  readonly dropped?: number;
}

/**
 * Recordings of raw input, a diagnostic: asked for, accounted for in the journal before anything is recorded or handed out, encrypted, and
 * deleted with their keys 24 h after they began. One is made at a time.
 */
export interface Recordings {
  /** Hears every raw message; never waits and never throws. */
  hear(message: RawMessage): void;
  start(wanted: { readonly seconds: number; readonly by: string }): Promise<Recording>;
  /** Ends the recording that is under way; one that has ended stays as it is. */
  stop(id: string, by: string): Promise<Recording>;
  /** Oldest first. */
  list(): Promise<readonly Recording[]>;
  /** The file as it stands on the disk, sealed. */
  content(id: string, by: string): Promise<AsyncIterable<Uint8Array>>;
  /** Ends it where it is under way, destroys its key and then the file. */
  remove(id: string, by: string): Promise<void>;
  close(): Promise<void>;
}
