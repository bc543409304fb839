import type { RawMessage } from '../domain/message.ts';

/**
 * Where business events come from: messages that are acknowledged to whoever sent them, or passed them on, only when they are on disk.
 * What was not acknowledged comes again, so the handler may see a message twice and must tell by its content.
 */
export interface DurableSource {
  /**
   * Starts to deliver; resolves when the source stands. The handler resolves when the message needs never come again (it is on disk, or
   * it says nothing of use) and rejects when it could not be written. Messages of one sender are handed over in their order.
   */
  start(handler: DurableHandler): Promise<void>;
  connected(): boolean;
  close(): Promise<void>;
}

export type DurableHandler = (message: RawMessage) => Promise<void>;
