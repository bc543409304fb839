/** The shop's NATS server: screens and staff devices on one side, headquarters behind the leaf link on the other. */
export interface Bus {
  /** Sends a JSON message, at most once. Does nothing while the connection is down. */
  publish(subject: string, message: object): void;
  /** Calls `handler` with each message; the payload is bytes, for nothing received is trusted. Returns how to stop. */
  subscribe(subject: string, handler: (subject: string, payload: Uint8Array) => void): () => void;
  connected(): boolean;
}
