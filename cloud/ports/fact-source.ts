import type { Confirmed } from '../../contract/messages.ts';

/** A fact as it came: nothing in it is trusted yet, except that the server let the sender publish on that subject. */
export interface RawFact {
  readonly subject: string;
  readonly payload: Uint8Array;
}

export interface FactBatch {
  readonly messages: readonly RawFact[];
  /** Tells the stream that these are committed. What is not acknowledged comes again. */
  ack(): Promise<void>;
}

/** The stream of facts from all shops. Several consumers may share it; each batch goes to one of them. */
export interface FactSource {
  /** The next batch, waiting for one; undefined once the source is closed. */
  next(): Promise<FactBatch | undefined>;
  close(): Promise<void>;
}

/** Tells a shop what is committed. At most once: it is told again whenever the shop sends again. */
export interface Confirmations {
  publish(shop: string, confirmed: Confirmed): void;
}
