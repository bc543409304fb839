/** What a source delivered, before anything looked into it. */
export interface RawMessage {
  /** ms epoch at which the edge received it. */
  readonly rx: number;
  readonly source: 'mqtt' | 'http' | 'radio' | 'replay';
  readonly topic: string;
  readonly payload: Uint8Array;
}
