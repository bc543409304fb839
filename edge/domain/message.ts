/** What a source delivered, before anything looked into it. */
export interface RawMessage {
  /** ms epoch at which the edge received it. */
  readonly rx: number;
  readonly source: 'mqtt' | 'http' | 'radio' | 'replay';
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker kept it from before we subscribed: true of a state, stale as an observation. */
  readonly retained?: boolean;
}
