import type { RawMessage } from '../domain/message.ts';

/** Where gateways' messages come from. */
export interface MessageSource {
  /** Starts to deliver. Resolves when the subscription stands. */
  start(handler: (message: RawMessage) => void): Promise<void>;
  connected(): boolean;
  close(): Promise<void>;
}
